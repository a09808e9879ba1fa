package org.fieldbeam.beam;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.ShardFunction;
import org.fieldbeam.beam.shard.ShardSums;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.FitRows;
import org.fieldbeam.beam.stage.ValidationSplit;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.diffusion.LangevinScoreFit;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetAlgorithms;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.model.LangevinScores;
import org.fieldbeam.data.row.EnsembleWeights;

/**
 * Learns the score of the law of Langevin trajectories at each Langevin time, for {@link
 * GenerateEnsemble#withScoreFrom deformed stochastic quantisation}.
 *
 * <p>One pass over the trajectories: plain sums, made by the workers and joined in a fixed tree
 * over shard numbers, so that the model has the same bits on every runner. One small step at the
 * end solves for all times together and writes {@code model.json}.
 *
 * <pre>{@code
 * PCollection<Folder> model =
 *     pipeline
 *         .apply(Create.of(Folder.of("out/trajectories")))
 *         .apply(TrainLangevinScore.standard().withCells(60).into(StageOutput.to("out/score")));
 * }</pre>
 *
 * <p>The output is one element, the folder, once the model is there.
 */
public final class TrainLangevinScore extends PTransform<PCollection<Folder>, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  private static final int CELLS = 40;

  private final int cells;
  private final StageOutput output;

  private TrainLangevinScore(int cells, StageOutput output) {
    this.cells = cells;
    this.output = output;
  }

  /** A fit with splines on 40 cells, until told otherwise. */
  public static TrainLangevinScore standard() {
    return new TrainLangevinScore(CELLS, null);
  }

  /**
   * Number of cells of the splines between 0 and the end of the data.
   *
   * @throws IllegalArgumentException if there are fewer than 4
   */
  public TrainLangevinScore withCells(int cells) {
    if (cells < 4) {
      throw new IllegalArgumentException("cells is " + cells + "; allowed: 4 or more");
    }
    return new TrainLangevinScore(cells, output);
  }

  /** Where the model goes; without it the transform cannot be applied. */
  public TrainLangevinScore into(StageOutput output) {
    return new TrainLangevinScore(cells, output);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(display, output, Map.of("cells", cells));
  }

  @Override
  public PCollection<Folder> expand(PCollection<Folder> folders) {
    StageOutput.require(output, "TrainLangevinScore");
    return folders
        .apply("Paths", FolderPaths.of(Folder.Kind.ENSEMBLE))
        .apply("Sums", ShardSums.of(new Pass(cells)))
        .apply("Solve", ParDo.of(new Solve(cells, output)));
  }

  private static LangevinScoreFit fit(DatasetFolder trajectories, int cells) {
    requireTrajectories(trajectories);
    DatasetInfo info = trajectories.info();
    return new LangevinScoreFit(
        DatasetActions.require(trajectories),
        step(info).orElseThrow(),
        info.integer("stride"),
        Math.toIntExact(info.integer("configurations")),
        cells);
  }

  private static void requireTrajectories(DatasetFolder dataset) {
    EnsembleWeights.requireNone(dataset, "the score of a Langevin equation");
    try {
      requireTrajectories(dataset.info());
    } catch (IllegalArgumentException e) {
      throw UserException.of(e.getMessage())
          .where(dataset.path())
          .todo("generate such an ensemble and train on it")
          .cause(e)
          .build();
    }
  }

  /**
   * Refuses what is no set of trajectories to learn from, by what it says or will say of itself.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static void requireTrajectories(DatasetInfo info) {
    boolean fit =
        info.kind() == DatasetKind.ENSEMBLE
            && step(info).isPresent()
            && Start.HOT.equals(info.property("start"))
            && Long.valueOf(0).equals(info.property("thermalization"))
            && DatasetActions.find(info).flatMap(HoppingForm::quarticSites).isPresent();
    if (!fit) {
      throw new IllegalArgumentException(
          "the score of a Langevin equation cannot be learned from "
              + info.kind().label()
              + " '"
              + info.id()
              + "' of the algorithm "
              + told(info.property(DatasetInfo.ALGORITHM))
              + ", action "
              + told(info.property(DatasetInfo.ACTION))
              + ", start "
              + told(info.property("start"))
              + ", thermalization "
              + told(info.property("thermalization"))
              + "; needed: an ensemble of the algorithm langevin, or deformedLangevin with lambda:"
              + " 1, for an action without hopping, with start: hot and thermalization: 0");
    }
    long points = info.integer("chains") * info.volume();
    if (points < LangevinScoreFit.FEWEST) {
      throw new IllegalArgumentException(
          points
              + " trajectories times sites are too few to learn the score of a Langevin equation;"
              + " needed: "
              + LangevinScoreFit.FEWEST);
    }
  }

  private static Object told(Object property) {
    return property == null ? "unknown" : property; // of what was imported, say
  }

  /** The Langevin time of the last configurations of {@link #requireTrajectories trajectories}. */
  public static double lastTime(DatasetInfo info) {
    return info.integer("configurations") * info.integer("stride") * step(info).orElseThrow();
  }

  /** The step of trajectories of the Langevin equation. */
  private static OptionalDouble step(DatasetInfo info) {
    return DatasetAlgorithms.kind(info)
        .map(kind -> kind.langevinStep(DatasetAlgorithms.parameters(info)))
        .orElse(OptionalDouble.empty());
  }

  /** The sums over the trajectories of a shard. */
  private static final class Pass implements ShardSums.Sums<double[]> {
    private static final long serialVersionUID = 1L;
    private final int cells;

    Pass(int cells) {
      this.cells = cells;
    }

    @Override
    public double[] of(
        DatasetFolder dataset, int shard, double[] earlier, ShardFunction.RowCount progress) {
      LangevinScoreFit fit = fit(dataset, cells);
      double[] sums = new double[fit.size()];
      new FitRows(dataset, new ValidationSplit(0)).accumulate(shard, fit, sums, null, progress);
      return sums;
    }
  }

  /** The sums to the model file. */
  private static final class Solve extends DoFn<KV<String, double[]>, Folder> {
    private static final long serialVersionUID = 1L;
    private final int cells;
    private final StageOutput output;

    Solve(int cells, StageOutput output) {
      this.cells = cells;
      this.output = output;
    }

    @ProcessElement
    public void process(@Element KV<String, double[]> sums, OutputReceiver<Folder> models)
        throws IOException {
      models.output(PermanentFailure.unlessPassing(() -> solve(sums.getKey(), sums.getValue())));
    }

    private Folder solve(String folder, double[] sums) {
      DatasetFolder dataset = DatasetFolder.openLazily(folder);
      output
          .inputHash()
          .ifPresent(hash -> StageMarker.requireOwner(output.folder(), output.name(), hash));
      try {
        LangevinScores.write(
            output.folder(),
            fit(dataset, cells).solve(sums),
            ScoreModels.provenance(dataset, output));
      } catch (IllegalArgumentException e) {
        throw UserException.of("the score of the Langevin equation cannot be learned here")
            .where(folder)
            .given(e.getMessage())
            .todo("generate more trajectories, with a smaller step if they ran away")
            .cause(e)
            .build();
      }
      return Folder.of(output.folder(), Folder.Kind.MODEL);
    }
  }
}
