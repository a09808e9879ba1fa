package org.fieldbeam.beam;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.ShardFunction;
import org.fieldbeam.beam.shard.ShardSums;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.AuditScore;
import org.fieldbeam.beam.stage.FitRows;
import org.fieldbeam.beam.stage.PolishScore;
import org.fieldbeam.beam.stage.ValidationSplit;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.polish.Polish;
import org.fieldbeam.core.polish.PolishSettings;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.score.fit.EffectiveActionFit;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.score.fit.EnsembleStatistics;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.StageMarker;

/**
 * Fits the effective-action score to an ensemble, or to a training dataset.
 *
 * <p>Two passes over the configurations: the first gives the spectrum, from which the ladder and
 * the filters follow; the second the Gram matrices and right-hand sides of all levels. Both are
 * plain sums, made by the workers and joined in a fixed tree over shard numbers, so that the model
 * has the same bits on every runner. One small step at the end solves the levels. Then the workers
 * run the flow of the model to tell how exact it is, which {@code model.json} notes with it.
 *
 * <pre>{@code
 * PCollection<Folder> model =
 *     pipeline
 *         .apply(Create.of(Folder.of("out/hmc")))
 *         .apply(
 *             TrainScore.of(
 *                     EffectiveActionSettings.of(
 *                         EffectiveActionSettings.Ladder.shiftedGeometric(20, 0.5)))
 *                 .withValidation(0.1)
 *                 .withSeed(20240601)
 *                 .into(StageOutput.to("out/score")));
 * }</pre>
 *
 * <p>The output is one element, the folder, once the model is there.
 */
public final class TrainScore extends PTransform<PCollection<Folder>, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  private final EffectiveActionSettings settings;
  private final ValidationSplit split;
  private final long seed;
  private final StageOutput output;

  /** Null for none. */
  private final PolishSettings polish;

  private TrainScore(
      EffectiveActionSettings settings,
      ValidationSplit split,
      long seed,
      StageOutput output,
      PolishSettings polish) {
    this.settings = settings;
    this.split = split;
    this.seed = seed;
    this.output = output;
    this.polish = polish;
  }

  /** A fit with a tenth of the chains held out and seed 0, until told otherwise. */
  public static TrainScore of(EffectiveActionSettings settings) {
    return new TrainScore(settings, new ValidationSplit(0.1), 0, null, null);
  }

  /**
   * Fraction of the chains held out of an ensemble, at least 0 and below 1; a training dataset has
   * its own split.
   */
  public TrainScore withValidation(double fraction) {
    return new TrainScore(settings, new ValidationSplit(fraction), seed, output, polish);
  }

  /** The seed of the noise, 0 by default. */
  public TrainScore withSeed(long seed) {
    return new TrainScore(settings, split, seed, output, polish);
  }

  /** Polishes the fitted model by runs of its flow; none by default. */
  public TrainScore withPolish(PolishSettings polish) {
    return new TrainScore(settings, split, seed, output, polish);
  }

  /** Where the model goes; without it the transform cannot be applied. */
  public TrainScore into(StageOutput output) {
    return new TrainScore(settings, split, seed, output, polish);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    Map<String, Object> shown = new TreeMap<>();
    shown.put("model", settings);
    shown.put("validation", split.fraction());
    shown.put("seed", seed);
    if (polish != null) {
      shown.put("polish", polish);
    }
    StageDisplay.add(display, output, shown);
  }

  @Override
  public PCollection<Folder> expand(PCollection<Folder> folders) {
    StageOutput.require(output, "TrainScore");
    PCollection<String> datasets =
        folders.apply("Paths", FolderPaths.of(Folder.Kind.ENSEMBLE, Folder.Kind.TRAINING));
    PCollectionView<Map<String, double[]>> statistics =
        datasets
            .apply("Spectrum", ShardSums.of(new SpectrumPass(split)))
            .apply("SpectrumView", View.asMap());
    PCollection<KV<String, Polish>> fitted =
        datasets
            .apply("Gram", ShardSums.of(new GramPass(settings, split, seed)).after(statistics))
            .apply(
                "Solve",
                ParDo.of(new Solve(settings, seed, output, polish, statistics))
                    .withSideInputs(statistics))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Polish.class)));
    return (polish == null ? fitted : fitted.apply("Polish", new PolishScore(polish, seed)))
        .apply("Model", ParDo.of(new Model(polish != null)))
        .setCoder(
            KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(EffectiveActionModel.class)))
        .apply("Audit", new AuditScore(split, seed))
        .apply("Write", ParDo.of(new Write(output)));
  }

  private static Lattice lattice(DatasetFolder dataset) {
    return dataset.info().lattice();
  }

  private static EffectiveActionFit fit(
      EffectiveActionSettings settings, DatasetFolder dataset, double[] firstPass, long seed) {
    Action known = settings.actionFitted() ? null : DatasetActions.require(dataset);
    double[] spectrum = Arrays.copyOf(firstPass, firstPass.length - 1);
    try {
      return new EffectiveActionFit(
          settings, EnsembleStatistics.of(lattice(dataset), spectrum), known, seed);
    } catch (IllegalArgumentException e) {
      throw unusable(dataset, e);
    }
  }

  private static UserException unusable(DatasetFolder dataset, IllegalArgumentException e) {
    return UserException.of("the score cannot be fitted to this dataset")
        .where(dataset.path())
        .given(e.getMessage())
        .todo(
            "leave out configurations that ran away, change the settings of the train stage, or"
                + " give it more configurations")
        .cause(e)
        .build();
  }

  /**
   * First pass: spectrum and zero mode of the training configurations; the last sum is the number
   * of those held out.
   */
  private static final class SpectrumPass implements ShardSums.Sums<double[]> {
    private static final long serialVersionUID = 1L;
    private final ValidationSplit split;

    SpectrumPass(ValidationSplit split) {
      this.split = split;
    }

    @Override
    public double[] of(
        DatasetFolder dataset, int shard, double[] earlier, ShardFunction.RowCount progress) {
      BatchSums sums = EnsembleStatistics.sums(lattice(dataset));
      double[] total = new double[sums.size()];
      long held = new FitRows(dataset, split).accumulate(shard, sums, total, null, progress);
      double[] withHeld = Arrays.copyOf(total, total.length + 1);
      withHeld[total.length] = held;
      return withHeld;
    }
  }

  /** Second pass: the sums of the training configurations, then those of the held-out ones. */
  private static final class GramPass implements ShardSums.Sums<double[]> {
    private static final long serialVersionUID = 1L;
    private final EffectiveActionSettings settings;
    private final ValidationSplit split;
    private final long seed;

    GramPass(EffectiveActionSettings settings, ValidationSplit split, long seed) {
      this.settings = settings;
      this.split = split;
      this.seed = seed;
    }

    @Override
    public double[] of(
        DatasetFolder dataset, int shard, double[] spectrum, ShardFunction.RowCount progress) {
      if (dataset.info().kind() == DatasetKind.ENSEMBLE) { // a training dataset brings its split
        double held = spectrum[spectrum.length - 1];
        split.check(held, dataset.manifest().rows() - held, dataset.path());
      }
      BatchSums sums = fit(settings, dataset, spectrum, seed).sums();
      double[] training = new double[sums.size()];
      double[] validation = new double[sums.size()];
      new FitRows(dataset, split).accumulate(shard, sums, training, validation, progress);
      double[] both = Arrays.copyOf(training, 2 * training.length);
      System.arraycopy(validation, 0, both, training.length, validation.length);
      return both;
    }
  }

  /** The sums of both passes to the fitted model. */
  private static final class Solve extends DoFn<KV<String, double[]>, KV<String, Polish>> {
    private static final long serialVersionUID = 1L;
    private final EffectiveActionSettings settings;
    private final long seed;
    private final StageOutput output;
    private final PolishSettings polish;
    private final PCollectionView<Map<String, double[]>> statistics;

    Solve(
        EffectiveActionSettings settings,
        long seed,
        StageOutput output,
        PolishSettings polish,
        PCollectionView<Map<String, double[]>> statistics) {
      this.settings = settings;
      this.seed = seed;
      this.output = output;
      this.polish = polish;
      this.statistics = statistics;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      String folder = context.element().getKey();
      double[] both = context.element().getValue();
      double[] spectrum = context.sideInput(statistics).get(folder);
      context.output(
          KV.of(folder, PermanentFailure.unlessPassing(() -> solve(folder, spectrum, both))));
    }

    private Polish solve(String folder, double[] spectrum, double[] both) {
      DatasetFolder dataset = DatasetFolder.openLazily(folder);
      double[] training = Arrays.copyOf(both, both.length / 2);
      double[] validation = Arrays.copyOfRange(both, both.length / 2, both.length);
      EffectiveActionFit fit = fit(settings, dataset, spectrum, seed);
      Map<String, Object> provenance = ScoreModels.provenance(dataset, output);
      try {
        return Polish.of(fit.solve(training, validation, provenance), polish);
      } catch (IllegalArgumentException e) {
        throw unusable(dataset, e);
      }
    }
  }

  /** The model at the end of a polish, or of the fit alone. */
  private static final class Model
      extends DoFn<KV<String, Polish>, KV<String, EffectiveActionModel>> {
    private static final long serialVersionUID = 1L;
    private final boolean polished;

    Model(boolean polished) {
      this.polished = polished;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Polish> state,
        OutputReceiver<KV<String, EffectiveActionModel>> models) {
      Polish last = state.getValue();
      models.output(KV.of(state.getKey(), polished ? last.result() : last.current()));
    }
  }

  /** The model file. */
  private static final class Write extends DoFn<KV<String, EffectiveActionModel>, Folder> {
    private static final long serialVersionUID = 1L;
    private final StageOutput output;

    Write(StageOutput output) {
      this.output = output;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      EffectiveActionModel model = context.element().getValue();
      context.output(PermanentFailure.unlessPassing(() -> write(model)));
    }

    private Folder write(EffectiveActionModel model) {
      output
          .inputHash()
          .ifPresent(hash -> StageMarker.requireOwner(output.folder(), output.name(), hash));
      ScoreModels.write(output.folder(), model);
      return Folder.of(output.folder(), Folder.Kind.MODEL);
    }
  }
}
