package org.fieldbeam.beam;

import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.model.UntrainedModel;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.SampleStage;

/**
 * Draws an ensemble from a model by running the diffusion backwards.
 *
 * <p>Configuration i has a stream of random numbers of its own. Shard s is chain s of the ensemble:
 * {@code step} counts its configurations from 0. {@code log_weight} is filled by every sampler,
 * {@code log_q} by those whose density is known (the flow).
 *
 * <pre>{@code
 * PCollection<Folder> proposals =
 *     pipeline
 *         .apply(Create.of(Folder.of("out/score")))
 *         .apply(
 *             SampleReverse.by(Sampler.flow(FlowIntegrator.RK4))
 *                 .withConfigurations(4096)
 *                 .withSeed(20240601)
 *                 .into(StageOutput.to("out/proposals")));
 * }</pre>
 *
 * <p>The input is the folder of a model that a train stage wrote; {@link #by(Sampler,
 * UntrainedModel)} reads none, and begins a pipeline.
 *
 * @param <InputT> what the transform is applied to
 */
public final class SampleReverse<InputT extends PInput>
    extends PTransform<InputT, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  private final SampleStage stage;
  private final PTransform<InputT, PCollection<String>> models;

  private SampleReverse(SampleStage stage, PTransform<InputT, PCollection<String>> models) {
    this.stage = stage;
    this.models = models;
  }

  /** 1024 configurations of a trained model in one shard with seed 0, until told otherwise. */
  public static SampleReverse<PCollection<Folder>> by(Sampler sampler) {
    return new SampleReverse<>(new SampleStage(sampler), FolderPaths.of(Folder.Kind.MODEL));
  }

  /** The same of a model that needs no training. */
  public static SampleReverse<PBegin> by(Sampler sampler, UntrainedModel model) {
    SampleStage stage = new SampleStage(sampler);
    stage.untrained = model;
    return new SampleReverse<>(stage, FolderPaths.once(""));
  }

  private SampleReverse<InputT> with(Consumer<SampleStage> change) {
    SampleStage copy = DatasetStage.copy(stage);
    change.accept(copy);
    return new SampleReverse<>(copy, models);
  }

  /**
   * Writes the paths in place of their ends: a noised dataset with rows at {@code parts + 1} times
   * of each configuration, from the last level (x_T) down to level 0 (the end of the sampler's
   * times). For models at continuous time.
   *
   * @param parts number of parts of a path, from 1 to the number of the sampler's steps
   */
  public SampleReverse<InputT> withPaths(int parts) {
    return with(s -> s.paths = DatasetStage.positive("paths", parts));
  }

  /** Configurations in all, at least 1. */
  public SampleReverse<InputT> withConfigurations(int configurations) {
    return with(s -> s.configurations = DatasetStage.positive("configurations", configurations));
  }

  /** Configurations in a shard, at least 1; 1024 by default. */
  public SampleReverse<InputT> withConfigurationsPerShard(int configurations) {
    return with(
        s ->
            s.configurationsPerShard =
                DatasetStage.positive("configurationsPerShard", configurations));
  }

  /** The seed of all random numbers, 0 by default. */
  public SampleReverse<InputT> withSeed(long seed) {
    return with(s -> s.seed = seed);
  }

  /** Where the dataset goes; without it the transform cannot be applied. */
  public SampleReverse<InputT> into(StageOutput output) {
    return with(s -> s.output = output);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(display, stage);
  }

  @Override
  public PCollection<Folder> expand(InputT input) {
    StageOutput.require(stage.output, "SampleReverse");
    return Pipeline.applyTransform("Models", input, models)
        .apply("Shards", ShardedDataset.of(stage));
  }
}
