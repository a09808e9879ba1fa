package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.TrainLangevinScore;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.CostModel;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.ModelFile;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Objections;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageCost;
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.pipeline.stage.StageSpec;

/**
 * The fit of the score of a Langevin equation.
 *
 * @param head what all stages have
 * @param from Langevin trajectories
 * @param cells cells of the splines
 */
public record TrainLangevinSpec(Head head, Reference from, int cells) implements TrainSpec {
  /** Stored times of Langevin trajectories, about; and sums of a spline's cell at each. */
  private static final long STORED_TIMES = 256;

  private static final long SPLINE_SUMS = 7;

  /** The model {@code langevinScore}. */
  @AutoService(ModelKind.class)
  public static final class Kind implements ModelKind {
    @Override
    public About about() {
      return About.of(
              "langevinScore",
              "The score of the law of Langevin trajectories at each time, for deformedLangevin: cubic"
                  + " splines by implicit score matching, from all trajectories of an ensemble of"
                  + " langevin with start: hot and thermalization: 0.",
              Fields.of(
                  withDefault(
                      "cells",
                      new Whole(8, 128),
                      "40",
                      "Cells of the splines between 0 and the end of the data.")))
          .withSource("Hyvaerinen, J. Mach. Learn. Res. 6 (2005) 695");
    }

    @Override
    public List<String> files() {
      return List.of(ModelFile.NAME);
    }

    @Override
    public StageSpec train(Head head, Reference from, double validation, Value parameters) {
      return new TrainLangevinSpec(head, from, parameters.get("cells").integer());
    }
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.of(Product.ENSEMBLE);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.NEEDED;
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    Foreseen.real(inputs, 0)
        .ifPresent(
            seen -> objections.require(() -> TrainLangevinScore.requireTrajectories(seen.info())));
    return objections.all();
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    return Foreseen.real(inputs, 0).map(seen -> score(seen.info()));
  }

  private static Foreseen score(DatasetInfo trajectories) {
    return new Foreseen.LangevinScore(
        DatasetActions.find(trajectories).orElseThrow(), TrainLangevinScore.lastTime(trajectories));
  }

  @Override
  public StageCost cost(List<DataSize> inputs) {
    DataSize in = inputs.get(0);
    long sums = STORED_TIMES * cells * SPLINE_SUMS * Double.BYTES;
    long joined = Math.min(CostModel.JOINED, Math.max(1, in.shards())) * sums;
    return new StageCost(in.volume(), 1, 0, STORED_TIMES * cells, 2 * sums, joined)
        .withLastTask(joined);
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    return run.inputs(beam)
        .apply("Train", TrainLangevinScore.standard().withCells(cells).into(run.output()));
  }
}
