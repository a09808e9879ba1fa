package org.fieldbeam.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.AddForwardNoise;
import org.fieldbeam.beam.AggregateObservables;
import org.fieldbeam.beam.CorrectEnsemble;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.MeasureObservables;
import org.fieldbeam.beam.PrepareScoreTraining;
import org.fieldbeam.beam.SampleReverse;
import org.fieldbeam.beam.ScanComplexLangevin;
import org.fieldbeam.beam.StageOutput;
import org.fieldbeam.beam.TrainLangevinScore;
import org.fieldbeam.beam.TrainNetwork;
import org.fieldbeam.beam.TrainScore;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.DatasetInfo;

/** Applies the transforms of a planned stage to a Beam pipeline. */
final class StageTransforms {
  private StageTransforms() {}

  /** Applies the one transform that a stage is. */
  static void apply(PlannedStage stage, long seed, Pipeline beam) {
    StageOutput output = StageOutput.to(stage.folder()).withInputHash(stage.inputHash());
    if (stage.spec() instanceof StageSpec.Generate generate) {
      beam.apply("Generate", generate(generate, stage.inputs(), seed).into(output));
    } else if (stage.spec() instanceof StageSpec.Scan scan) {
      beam.apply(
          "Scan",
          ScanComplexLangevin.of(scan.points())
              .withChains(scan.chains())
              .withThermalization(scan.thermalization())
              .withConfigurations(scan.configurations())
              .withStride(scan.stride())
              .withSeed(seed)
              .into(output));
    } else if (stage.spec() instanceof StageSpec.Noise noise) {
      AddForwardNoise transform =
          AddForwardNoise.of(noise.diffusion()).withLadder(noise.ladder()).withSeed(seed);
      inputs(stage, beam)
          .apply(
              "Noise",
              (noise.mode() == StageSpec.NoiseMode.TRAJECTORIES
                      ? transform.withTrajectories()
                      : transform.withMarginals())
                  .into(output));
    } else if (stage.spec() instanceof StageSpec.Prepare prepare) {
      PrepareScoreTraining transform =
          PrepareScoreTraining.of(prepare.diffusion())
              .withValidation(prepare.validation())
              .withSeed(seed);
      inputs(stage, beam)
          .apply(
              "Prepare",
              (prepare.shards().isPresent()
                      ? transform.withShards(prepare.shards().getAsInt())
                      : transform)
                  .into(output));
    } else if (stage.spec() instanceof StageSpec.Train train) {
      inputs(stage, beam)
          .apply(
              "Train",
              TrainScore.of(train.model())
                  .withValidation(train.validation())
                  .withSeed(seed)
                  .into(output));
    } else if (stage.spec() instanceof StageSpec.TrainNetwork train) {
      inputs(stage, beam)
          .apply("Train", TrainNetwork.of(train.training()).withSeed(seed).into(output));
    } else if (stage.spec() instanceof StageSpec.TrainLangevin train) {
      inputs(stage, beam).apply("Train", TrainLangevinScore.withCells(train.cells()).into(output));
    } else if (stage.spec() instanceof StageSpec.Sample sample) {
      sample(sample, stage, seed, output, beam);
    } else if (stage.spec() instanceof StageSpec.Correct correct) {
      CorrectEnsemble transform =
          correct.method() == StageSpec.CorrectionMethod.METROPOLIS
              ? CorrectEnsemble.byMetropolis()
              : CorrectEnsemble.byWeights();
      inputs(stage, beam).apply("Correct", transform.withSeed(seed).into(output));
    } else if (stage.spec() instanceof StageSpec.Measure measure) {
      Map<String, String> names = new TreeMap<>();
      Map<String, String> inexact = new TreeMap<>();
      for (int i = 0; i < measure.names().size(); i++) {
        names.put(stage.inputs().get(i), measure.names().get(i));
        String reason = inexact(DatasetFolder.openLazily(stage.inputs().get(i)).info());
        if (!reason.isEmpty()) {
          inexact.put(measure.names().get(i), reason);
        }
      }
      inputs(stage, beam)
          .apply("Measure", MeasureObservables.into(output).withNames(names))
          .apply(
              "Aggregate",
              AggregateObservables.into(stage.folder())
                  .expecting(measure.expected())
                  .comparing(measure.names(), inexact));
    } else {
      // the report stands above this package, and PipelineRun has it written there
      throw new IllegalArgumentException("no Beam job for the stage " + stage.spec().kind());
    }
  }

  /** Why an ensemble need not agree with others of its action; empty if it must. */
  private static String inexact(DatasetInfo info) {
    if (info.stage().equals("sample")) {
      return "raw samples of a model are biased until they are corrected";
    }
    boolean langevin =
        info.property(DatasetInfo.ALGORITHM) instanceof Map<?, ?> algorithm
            && String.valueOf(algorithm.get("name")).toLowerCase(Locale.ROOT).endsWith("langevin");
    return langevin ? "the steps of a Langevin equation are finite" : "";
  }

  private static void sample(
      StageSpec.Sample sample, PlannedStage stage, long seed, StageOutput output, Pipeline beam) {
    SampleReverse transform =
        SampleReverse.by(sample.sampler())
            .withConfigurations(sample.configurations())
            .withConfigurationsPerShard(sample.configurationsPerShard())
            .withSeed(seed)
            .into(output);
    if (sample.paths().isPresent()) {
      transform = transform.withPaths(sample.paths().getAsInt());
    }
    if (sample.exact().isPresent()) {
      // one dataset, and nothing to read for it
      beam.apply("Once", Create.of("exact").withCoder(StringUtf8Coder.of()))
          .apply("Sample", transform.from(sample.exact().get()));
    } else {
      inputs(stage, beam).apply("Sample", transform);
    }
  }

  private static PCollection<String> inputs(PlannedStage stage, Pipeline beam) {
    return beam.apply("Inputs", Create.of(stage.inputs()).withCoder(StringUtf8Coder.of()));
  }

  private static GenerateEnsemble real(Dynamics.RealChains chains) {
    return GenerateEnsemble.of(chains.action(), chains.algorithm());
  }

  /**
   * The chains of a generate stage.
   *
   * @param inputs paths of what it reads
   */
  static GenerateEnsemble generate(StageSpec.Generate spec, List<String> inputs, long seed) {
    GenerateEnsemble chains =
        spec.dynamics() instanceof Dynamics.ComplexChains complex
            ? GenerateEnsemble.of(complex.action(), complex.algorithm())
            : real((Dynamics.RealChains) spec.dynamics());
    GenerateEnsemble started =
        spec.start() instanceof StartSpec.From
            ? chains.withStartFrom(inputs.get(0))
            : spec.start() instanceof StartSpec.Cold
                ? chains.withColdStart()
                : chains.withHotStart();
    GenerateEnsemble transform =
        started
            .withChains(spec.chains())
            .withThermalization(spec.thermalization())
            .withConfigurations(spec.configurations())
            .withStride(spec.stride())
            .withChainsPerShard(spec.chainsPerShard())
            .withSeed(seed);
    // a score or a kernel comes last
    String last = inputs.isEmpty() ? "" : inputs.get(inputs.size() - 1);
    if (spec.score().isPresent()) {
      return transform.withScoreFrom(last);
    }
    return spec.matrix().isPresent() ? transform.withKernelFrom(last) : transform;
  }
}
