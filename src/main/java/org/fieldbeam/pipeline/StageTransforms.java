package org.fieldbeam.pipeline;

import org.apache.beam.sdk.Pipeline;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.StageOutput;

/** Applies the transforms of a planned stage to a Beam pipeline. */
final class StageTransforms {
  private StageTransforms() {}

  /** Applies the one transform that a stage is. */
  static void apply(PlannedStage stage, long seed, Pipeline beam) {
    StageOutput output = StageOutput.to(stage.folder()).withInputHash(stage.inputHash());
    if (stage.spec() instanceof StageSpec.Generate generate) {
      beam.apply(stage.spec().into(), generate(generate, stage, seed).into(output));
    } else {
      throw new IllegalStateException("no transform for the stage " + stage.spec().kind());
    }
  }

  private static GenerateEnsemble generate(StageSpec.Generate spec, PlannedStage stage, long seed) {
    GenerateEnsemble transform =
        GenerateEnsemble.of(spec.action(), spec.algorithm())
            .withChains(spec.chains())
            .withThermalization(spec.thermalization())
            .withConfigurations(spec.configurations())
            .withStride(spec.stride())
            .withChainsPerShard(spec.chainsPerShard())
            .withSeed(seed);
    if (spec.start() instanceof StartSpec.From) {
      return transform.withStartFrom(stage.inputs().get(0));
    }
    return spec.start() instanceof StartSpec.Cold
        ? transform.withColdStart()
        : transform.withHotStart();
  }
}
