package org.fieldbeam.beam;

import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * Measures every configuration of ensembles and writes a measurement dataset for each, in a folder
 * of its name below the output folder: {@code out/observables/hmc} for {@code out/hmc}.
 *
 * <p>The columns are those of {@link org.fieldbeam.core.observable.ObservableKernel}, {@code
 * deltaH} where the ensemble has it, and {@code log_weight} where {@link CorrectEnsemble} left
 * weights. The action is the one the ensemble names.
 *
 * <pre>{@code
 * PCollection<String> measurements =
 *     pipeline
 *         .apply(Create.of("out/hmc", "out/diffusion"))
 *         .apply(MeasureObservables.into(StageOutput.to("out/observables")));
 * }</pre>
 */
public final class MeasureObservables extends PTransform<PCollection<String>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  private final MeasureStage stage;

  private MeasureObservables(MeasureStage stage) {
    this.stage = stage;
  }

  /** Measurements below a folder. */
  public static MeasureObservables into(StageOutput output) {
    MeasureStage stage = new MeasureStage();
    stage.output = output;
    return new MeasureObservables(stage);
  }

  /** Folder of the measurements of an ensemble. */
  public static String folder(StageOutput output, String ensemble) {
    return MeasureStage.folder(output, ensemble);
  }

  /**
   * Input hash of the measurements of an ensemble, where the output has one.
   *
   * @param outputHash the hash given to the output
   * @param ensemble folder of the ensemble
   */
  public static String inputHash(String outputHash, String ensemble) {
    return DatasetStage.partHash(outputHash, StageOutput.to(ensemble).name());
  }

  @Override
  public PCollection<String> expand(PCollection<String> ensembles) {
    return ensembles.apply("Shards", ShardedDataset.of(stage));
  }
}
