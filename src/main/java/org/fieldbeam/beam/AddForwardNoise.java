package org.fieldbeam.beam;

import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.NoiseStage;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.shape.CovarianceShape;

/**
 * Carries every configuration of an ensemble to the levels of a forward diffusion, {@code x_t =
 * alpha(t) x_0 + sigma(t) z}, and writes a noised dataset.
 *
 * <p>A shard of the output is a shard of the input: each configuration gives one row per level,
 * level 0 (clean) included. Random numbers belong to the configuration's chain and step.
 *
 * <pre>{@code
 * PCollection<Folder> noised =
 *     pipeline
 *         .apply(Create.of(Folder.of("out/hmc")))
 *         .apply(
 *             AddForwardNoise.of(new VarianceExploding(25))
 *                 .withLevels(20)
 *                 .withTrajectories()
 *                 .withSeed(20240601)
 *                 .into(StageOutput.to("out/noised")));
 * }</pre>
 */
public final class AddForwardNoise extends PTransform<PCollection<Folder>, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;
  private static final int DEFAULT_LEVELS = 20;

  private final NoiseStage stage;

  private AddForwardNoise(NoiseStage stage) {
    this.stage = stage;
  }

  /** Marginals at 20 levels uniform in time, seed 0, until told otherwise. */
  public static AddForwardNoise of(NoiseSchedule schedule) {
    return new AddForwardNoise(new NoiseStage(schedule, schedule.uniformLadder(DEFAULT_LEVELS)));
  }

  private AddForwardNoise with(Consumer<NoiseStage> change) {
    NoiseStage copy = DatasetStage.copy(stage);
    change.accept(copy);
    return new AddForwardNoise(copy);
  }

  /** Levels uniform in time above the clean one, at least 1. */
  public AddForwardNoise withLevels(int levels) {
    return withLadder(stage.schedule.uniformLadder(DatasetStage.positive("levels", levels)));
  }

  /** Levels given as {@code tau = sigma^2 / alpha^2}; each must be reached by the schedule. */
  public AddForwardNoise withLadder(TimeLadder ladder) {
    return with(s -> s.ladder = ladder);
  }

  /** The covariance of the noise, isotropic by default. */
  public AddForwardNoise withCovariance(CovarianceShape covariance) {
    return with(s -> s.covariance = covariance);
  }

  /** The levels of a configuration have independent noise. */
  public AddForwardNoise withMarginals() {
    return with(s -> s.trajectories = false);
  }

  /** The levels of a configuration are one path of the diffusion. */
  public AddForwardNoise withTrajectories() {
    return with(s -> s.trajectories = true);
  }

  /** The seed of all random numbers, 0 by default. */
  public AddForwardNoise withSeed(long seed) {
    return with(s -> s.seed = seed);
  }

  /** Where the dataset goes; without it the transform cannot be applied. */
  public AddForwardNoise into(StageOutput output) {
    return with(s -> s.output = output);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(display, stage);
  }

  @Override
  public PCollection<Folder> expand(PCollection<Folder> folders) {
    StageOutput.require(stage.output, "AddForwardNoise");
    return folders
        .apply("Paths", FolderPaths.of(Folder.Kind.ENSEMBLE))
        .apply("Shards", ShardedDataset.of(stage));
  }
}
