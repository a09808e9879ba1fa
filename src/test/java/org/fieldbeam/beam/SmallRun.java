package org.fieldbeam.beam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.model.ClosedModel;
import org.fieldbeam.beam.model.ExactModel;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.model.TimeSettings;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.diffusion.TimeModel.PriorKind;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.polish.PolishSettings;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.shape.CovarianceShape;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;

/** Every stage on a small lattice, in one Beam pipeline. */
final class SmallRun {
  static final Action ACTION = Phi4.of(Lattice.of(4, 4), 0.2, 0.022);
  static final int CHAINS = 12;
  static final int CONFIGURATIONS = 40;
  static final int LEVELS = 3;
  static final int PROPOSALS = 150;

  private static SmallRun shared;

  private final String out;

  SmallRun(Path out) {
    this.out = out.toString();
  }

  /** The run that all classes of a process look at; it is gone when the process ends. */
  static synchronized SmallRun shared() throws IOException, InterruptedException {
    if (shared == null) {
      Path folder = Files.createTempDirectory("fieldbeam-small-run");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(folder)));
      SmallRun run = new SmallRun(folder);
      run.run(Runners.direct(2));
      shared = run;
    }
    return shared;
  }

  /** The configurations of one of its ensembles. */
  List<Configuration> ensemble(String name) {
    DatasetFolder folder = DatasetFolder.open(folder(name));
    EnsembleBatch rows = new EnsembleBatch(folder.info().shape(), 7);
    List<Configuration> all = new ArrayList<>();
    for (int shard = 0; shard < folder.shardCount(); shard++) {
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(folder, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            all.add(rows.configuration(b));
          }
        }
      }
    }
    return all;
  }

  void run(PipelineOptions options) throws InterruptedException {
    StageJob.run("small", options, this::apply, Progress.none());
  }

  String folder(String name) {
    return out + "/" + name;
  }

  private StageOutput output(String name) {
    return StageOutput.to(folder(name));
  }

  GenerateEnsemble generate() {
    return GenerateEnsemble.of(ACTION, new Hmc(1.0, 8, Integrator.LEAPFROG))
        .withChains(CHAINS)
        .withThermalization(40)
        .withConfigurations(CONFIGURATIONS)
        .withStride(3)
        .withChainsPerShard(5)
        .withSeed(5)
        .into(output("hmc"));
  }

  private void apply(Pipeline pipeline) {
    PCollection<Folder> hmc = pipeline.apply(generate());
    PCollection<Folder> noised =
        hmc.apply(
            AddForwardNoise.of(new VarianceExploding(5))
                .withLevels(LEVELS)
                .withTrajectories()
                .withSeed(5)
                .into(output("noised")));
    PCollection<Folder> training =
        hmc.apply(
            PrepareScoreTraining.of(new VarianceExploding(5))
                .withValidation(0.25)
                .withShards(3)
                .withSeed(5)
                .into(output("training")));
    PCollection<Folder> score = train(hmc, "score");
    PCollection<Folder> scoreOfTraining = train(training, "scoreOfTraining");
    PCollection<Folder> proposals =
        score.apply(
            SampleReverse.by(Sampler.flow(FlowIntegrator.RK4))
                .withConfigurations(PROPOSALS)
                .withConfigurationsPerShard(70)
                .withSeed(5)
                .into(output("proposals")));
    PCollection<Folder> diffusion =
        proposals.apply(
            "Metropolis", CorrectEnsemble.byMetropolis().withSeed(5).into(output("diffusion")));
    PCollection<Folder> weighted =
        proposals.apply("Weights", CorrectEnsemble.byWeights().into(output("weighted")));
    PCollection<Folder> inTime = sampleInTime(pipeline, "inTime", t -> t);
    PCollection<Folder> paths = sampleInTime(pipeline, "paths", t -> t.withPaths(4));
    PCollection<Folder> closedForm =
        pipeline.apply(
            "closedForm",
            SampleReverse.by(
                    Sampler.flow(FlowIntegrator.RK4),
                    new ClosedModel(
                        U1Action.of(Lattice.of(2, 3), 2), TimeLadder.shiftedGeometric(6, 0.3, 14)))
                .withConfigurations(PROPOSALS)
                .withConfigurationsPerShard(70)
                .withSeed(5)
                .into(output("closedForm")));
    PCollection<Folder> shaped =
        closedForm.apply(
            "Shaped",
            AddForwardNoise.of(new VarianceExploding(5))
                .withCovariance(CovarianceShape.propagator(0.5))
                .withLevels(2)
                .withSeed(5)
                .into(output("shaped")));
    PCollection<Folder> estimates =
        PCollectionList.of(hmc)
            .and(proposals)
            .and(diffusion)
            .and(weighted)
            .apply(Flatten.pCollections())
            .apply(MeasureObservables.standard().into(output("observables")))
            .apply(AggregateObservables.standard().into(StageOutput.to(folder("observables"))));

    assertOne(hmc, "hmc", Folder.Kind.ENSEMBLE);
    assertOne(noised, "noised", Folder.Kind.NOISED);
    assertOne(training, "training", Folder.Kind.TRAINING);
    assertOne(score, "score", Folder.Kind.MODEL);
    assertOne(scoreOfTraining, "scoreOfTraining", Folder.Kind.MODEL);
    assertOne(proposals, "proposals", Folder.Kind.ENSEMBLE);
    assertOne(diffusion, "diffusion", Folder.Kind.ENSEMBLE);
    assertOne(weighted, "weighted", Folder.Kind.ENSEMBLE);
    assertOne(inTime, "inTime", Folder.Kind.ENSEMBLE);
    assertOne(paths, "paths", Folder.Kind.NOISED);
    assertOne(closedForm, "closedForm", Folder.Kind.ENSEMBLE);
    assertOne(shaped, "shaped", Folder.Kind.NOISED);
    assertOne(estimates, "observables", Folder.Kind.ESTIMATES);
  }

  /** From the exact score of the theory without hopping. */
  private PCollection<Folder> sampleInTime(
      Pipeline pipeline, String name, UnaryOperator<SampleReverse<PBegin>> change) {
    SampleReverse<PBegin> sampler =
        SampleReverse.by(
                Sampler.sde(1, null, null, new TimeSettings(20, 0.01, PriorKind.NOISE, "one")),
                new ExactModel(Phi4.of(Lattice.of(2, 2), 0, 0.022), new VariancePreserving(20)))
            .withConfigurations(PROPOSALS)
            .withConfigurationsPerShard(70)
            .withSeed(5)
            .into(output(name));
    return pipeline.apply(name, change.apply(sampler));
  }

  private PCollection<Folder> train(PCollection<Folder> dataset, String name) {
    return dataset.apply(
        name,
        TrainScore.of(
                EffectiveActionSettings.of(EffectiveActionSettings.Ladder.shiftedGeometric(6, 0.5)))
            .withValidation(0.25)
            .withSeed(5)
            .withPolish(new PolishSettings(1, 512, 0.1))
            .into(output(name)));
  }

  private void assertOne(PCollection<Folder> output, String name, Folder.Kind kind) {
    PAssert.that("the output of " + name, output).containsInAnyOrder(Folder.of(folder(name), kind));
  }
}
