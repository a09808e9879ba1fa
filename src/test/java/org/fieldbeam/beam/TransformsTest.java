package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.beam.sdk.transforms.Create;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.ValidationSplit;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.TrainingBatch;
import org.fieldbeam.data.storage.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each public transform makes of its input. */
class TransformsTest {
  private static SmallRun run;

  @BeforeAll
  static void runEveryStage() throws Exception {
    run = SmallRun.shared();
  }

  private static List<Configuration> ensemble(String name) {
    return run.ensemble(name);
  }

  private record Key(long chain, long step) {}

  private static Map<Key, Configuration> byKey(List<Configuration> configurations) {
    Map<Key, Configuration> map = new HashMap<>();
    for (Configuration c : configurations) {
      assertEquals(null, map.put(new Key(c.chain(), c.step()), c), "twice: " + c);
    }
    return map;
  }

  private static double action(Configuration configuration) {
    double[] out = new double[1];
    SmallRun.ACTION.action(configuration.field(), 1, out);
    return out[0];
  }

  @Test
  void generatedChainsDoNotDependOnTheirNumberOrTheShards() throws Exception {
    Map<Key, Configuration> reference = byKey(ensemble("hmc"));
    assertEquals(SmallRun.CHAINS * SmallRun.CONFIGURATIONS, reference.size());
    assertEquals(3, DatasetFolder.open(run.folder("hmc")).shardCount());
    String other = run.folder("other/hmc");
    StageJob.run(
        "hmc",
        Runners.direct(2),
        pipeline ->
            pipeline.apply(
                run.generate().withChains(4).withChainsPerShard(3).into(StageOutput.to(other))),
        Progress.none());
    List<Configuration> few = ensemble("other/hmc");
    assertEquals(4 * SmallRun.CONFIGURATIONS, few.size());
    for (Configuration c : few) {
      assertEquals(reference.get(new Key(c.chain(), c.step())), c);
      assertEquals(action(c), c.action(), 1e-12 * Math.abs(c.action()));
    }
  }

  @Test
  void chainsStartFromTheRowsOfAnotherEnsemble() throws Exception {
    String other = run.folder("continued");
    StageJob.run(
        "continued",
        Runners.direct(1),
        pipeline ->
            pipeline.apply(
                GenerateEnsemble.of(
                        SmallRun.ACTION, new org.fieldbeam.core.markov.langevin.Langevin(1e-12))
                    .withChains(3)
                    .withChainsPerShard(2)
                    .withStartFrom(run.folder("hmc"))
                    .into(StageOutput.to(other))),
        Progress.none());
    List<Configuration> source = ensemble("hmc");
    for (Configuration c : ensemble("continued")) {
      Configuration start = source.get((int) ((2 * c.chain() + 1) * source.size() / 6));
      assertArrayEquals(start.field(), c.field(), 1e-4); // one step of size 1e-12 away
    }
    DatasetFolder continued = DatasetFolder.open(other);
    assertEquals(
        List.of(DatasetFolder.open(run.folder("hmc")).contentHash()),
        continued.info().property(DatasetInfo.PARENTS));
  }

  @Test
  void noisedDatasetHoldsEveryConfigurationAtEveryLevel() {
    Map<Key, Configuration> clean = byKey(ensemble("hmc"));
    DatasetFolder folder = DatasetFolder.open(run.folder("noised"));
    assertEquals((SmallRun.LEVELS + 1L) * clean.size(), folder.manifest().rows());
    NoisedBatch rows = new NoisedBatch(folder.info().shape(), 64);
    double[] field = new double[rows.volume()];
    int cleanRows = 0;
    for (int shard = 0; shard < folder.shardCount(); shard++) {
      try (RowReader<NoisedBatch> reader = NoisedBatch.ROWS.open(folder, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            double[] original = clean.get(new Key(rows.chain()[b], rows.step()[b])).field();
            rows.copyField(b, field);
            assertEquals(rows.level()[b] / (double) SmallRun.LEVELS, rows.time()[b], 1e-12);
            assertEquals(rows.level()[b] == 0, Arrays.equals(original, field));
            cleanRows += rows.level()[b] == 0 ? 1 : 0;
          }
        }
      }
    }
    assertEquals(clean.size(), cleanRows);
  }

  /**
   * Paths of a flow through levels begin at the noise of the ladder's last level and end, at time
   * 0, at the ensemble that the same stage writes without paths.
   */
  @Test
  void pathsOfALadderEndAtTheEnsemble() throws Exception {
    String other = run.folder("paths/proposals");
    int parts = 3;
    StageJob.run(
        "paths",
        Runners.direct(2),
        pipeline ->
            pipeline
                .apply(Create.of(Folder.of(run.folder("score"))))
                .apply(
                    SampleReverse.by(Sampler.flow(FlowIntegrator.RK4))
                        .withConfigurations(SmallRun.PROPOSALS)
                        .withConfigurationsPerShard(70)
                        .withSeed(5)
                        .withPaths(parts)
                        .into(StageOutput.to(other))),
        Progress.none());
    Map<Key, Configuration> ends = byKey(ensemble("proposals"));
    DatasetFolder folder = DatasetFolder.open(other, DatasetKind.NOISED);
    assertEquals((parts + 1L) * SmallRun.PROPOSALS, folder.manifest().rows());
    NoisedBatch rows = new NoisedBatch(folder.info().shape(), 64);
    double[] field = new double[rows.volume()];
    double[] time = new double[parts + 1];
    double[] square = new double[parts + 1];
    int[] seen = new int[parts + 1];
    for (int shard = 0; shard < folder.shardCount(); shard++) {
      try (RowReader<NoisedBatch> reader = NoisedBatch.ROWS.open(folder, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            int level = rows.level()[b];
            rows.copyField(b, field);
            if (level == 0) {
              double[] end = ends.get(new Key(rows.chain()[b], rows.step()[b])).field();
              assertArrayEquals(end, field, 1e-12);
            }
            assertTrue(seen[level] == 0 || time[level] == rows.time()[b], "one time of a level");
            time[level] = rows.time()[b];
            seen[level]++;
            for (double value : field) {
              square[level] += value * value / rows.volume() / SmallRun.PROPOSALS;
            }
          }
        }
      }
    }
    assertEquals(0, time[0]);
    assertEquals(1, time[parts], 1e-9);
    for (int level = 1; level <= parts; level++) {
      assertEquals(SmallRun.PROPOSALS, seen[level]);
      assertTrue(time[level] > time[level - 1]);
    }
    // <phi_t^2> - sigma^2(t) is conserved. 150 fields of 16 sites at sigma^2: the mean of their
    // squares spreads by sqrt(2 / 2400) of itself, 3 %; 15 % are five of these
    VarianceExploding schedule = VarianceExploding.reaching(lastVariance(folder));
    for (int level = 1; level <= parts; level++) {
      double expected = square[0] + schedule.variance(time[level]);
      assertEquals(expected, square[level], 0.15 * expected, "level " + level);
    }
  }

  /** sigma^2(1) of the schedule that a dataset names. */
  private static double lastVariance(DatasetFolder folder) {
    JsonObject diffusion = JsonObject.of(folder.info().property(DatasetInfo.DIFFUSION), "paths");
    return new VarianceExploding(diffusion.object("parameters").number("sigma")).variance(1);
  }

  @Test
  void trainingDatasetIsAShuffleOfTheEnsemble() {
    Map<Key, Configuration> clean = byKey(ensemble("hmc"));
    DatasetFolder folder = DatasetFolder.open(run.folder("training"));
    assertEquals(3, folder.shardCount());
    Map<?, ?> normalization = (Map<?, ?>) folder.info().property(DatasetInfo.NORMALIZATION);
    double mean = (Double) normalization.get("mean");
    double scale = (Double) normalization.get("scale");
    TrainingBatch rows = new TrainingBatch(folder.info().shape(), 64);
    double[] field = new double[rows.volume()];
    double sum = 0;
    double squares = 0;
    long values = 0;
    int validation = 0;
    int descents = 0;
    long last = -1;
    for (int shard = 0; shard < folder.shardCount(); shard++) {
      try (RowReader<TrainingBatch> reader = TrainingBatch.ROWS.open(folder, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            rows.copyField(b, field);
            double[] original = clean.remove(new Key(rows.chain()[b], rows.step()[b])).field();
            for (int x = 0; x < field.length; x++) {
              assertEquals(original[x], mean + scale * field[x], 1e-6 * scale * 8);
              if (!rows.validation()[b]) {
                sum += field[x];
                squares += field[x] * field[x];
                values++;
              }
            }
            assertEquals(
                new ValidationSplit(0.25).isValidation(rows.chain()[b]), rows.validation()[b]);
            validation += rows.validation()[b] ? 1 : 0;
            descents += rows.step()[b] < last ? 1 : 0;
            last = rows.step()[b];
          }
        }
      }
    }
    assertTrue(clean.isEmpty(), "every configuration is there once");
    assertEquals(SmallRun.CHAINS / 4 * SmallRun.CONFIGURATIONS, validation);
    assertEquals(0, sum / values, 1e-6);
    assertEquals(1, squares / values, 1e-6);
    // In random order half of the steps descend, 240 of 480; fewer than 160 has probability <
    // 1e-12.
    assertTrue(descents > 160, descents + " descents");
  }

  @Test
  void validationTakesTheFractionOfTheChains() {
    for (double fraction : new double[] {0, 0.1, 0.25, 0.5}) {
      ValidationSplit split = new ValidationSplit(fraction);
      double held = LongStream.range(0, 1000).filter(split::isValidation).boxed().toList().size();
      assertEquals(1000 * fraction, held, 1e-9);
    }
    assertThrows(IllegalArgumentException.class, () -> new ValidationSplit(1));
    assertThrows(IllegalArgumentException.class, () -> new ValidationSplit(-0.1));
  }

  @Test
  void modelIsTheOneOfTheSplit() {
    EffectiveActionModel model = ScoreModels.read(run.folder("score"));
    assertEquals(SmallRun.ACTION.description(), model.action().description());
    assertEquals(6, model.ladder().levels());
    int held = SmallRun.CHAINS / 4 * SmallRun.CONFIGURATIONS;
    int all = SmallRun.CHAINS * SmallRun.CONFIGURATIONS;
    assertEquals((long) all - held, ((Number) model.training().get("configurations")).longValue());
    assertEquals(
        (long) held, ((Number) model.training().get("validationConfigurations")).longValue());
    // The training dataset holds the same configurations in single precision and another order.
    double[] spectrum = model.spectrum();
    double[] single = ScoreModels.read(run.folder("scoreOfTraining")).spectrum();
    for (int orbit = 0; orbit < spectrum.length; orbit++) {
      assertEquals(spectrum[orbit], single[orbit], 1e-5 * spectrum[orbit]);
    }
    assertThrows(UserException.class, () -> ScoreModels.read(run.folder("hmc")));
  }

  @Test
  void proposalsBearTheirDensityAndDoNotDependOnTheShards() throws Exception {
    Map<Key, Configuration> proposals = byKey(ensemble("proposals"));
    assertEquals(SmallRun.PROPOSALS, proposals.size());
    for (Configuration c : proposals.values()) {
      assertEquals(-action(c) - c.logQ(), c.logWeight(), 1e-9);
    }
    StageJob.run(
        "proposals",
        Runners.direct(2),
        pipeline ->
            pipeline
                .apply(Create.of(Folder.of(run.folder("score"))))
                .apply(
                    SampleReverse.by(Sampler.flow(FlowIntegrator.RK4))
                        .withConfigurations(100)
                        .withConfigurationsPerShard(100)
                        .withSeed(5)
                        .into(StageOutput.to(run.folder("other/proposals")))),
        Progress.none());
    for (Configuration c : ensemble("other/proposals")) {
      Configuration same = proposals.get(new Key(c.step() / 70, c.step() % 70));
      assertArrayEquals(same.field(), c.field());
      assertEquals(same.logQ(), c.logQ());
    }
  }

  @Test
  void metropolisRepeatsWhatItDoesNotLeave() {
    List<Configuration> proposals = ensemble("proposals");
    List<Configuration> chain = ensemble("diffusion");
    assertEquals(proposals.size(), chain.size());
    int rejected = 0;
    for (int i = 0; i < chain.size(); i++) {
      Configuration c = chain.get(i);
      assertEquals(proposals.get(i).step(), c.step());
      assertEquals(null, c.logWeight());
      boolean first = i == 0 || c.chain() != chain.get(i - 1).chain();
      assertTrue(!first || c.accepted(), "the first proposal starts the chain");
      assertArrayEquals(
          c.accepted() ? proposals.get(i).field() : chain.get(i - 1).field(), c.field());
      rejected += c.accepted() ? 0 : 1;
    }
    Map<String, Object> extra = DatasetFolder.open(run.folder("diffusion")).manifest().extra();
    Map<?, ?> acceptance = (Map<?, ?>) extra.get("acceptance");
    double decisions = chain.size() - 3.0; // three chains, one per shard
    assertEquals(1 - rejected / decisions, (Double) acceptance.get("value"), 1e-12);
  }

  @Test
  void weightsKeepTheProposals() {
    assertEquals(ensemble("proposals"), ensemble("weighted"));
  }

  @Test
  void estimatesAreMeansOverTheConfigurations() {
    List<EstimatesFile.Entry> estimates = EstimatesFile.read(run.folder("observables"));
    for (String name : List.of("hmc", "proposals", "diffusion")) {
      List<Configuration> all = ensemble(name);
      double mean = 0;
      for (Configuration c : all) {
        mean += Arrays.stream(c.field()).map(x -> x * x).average().orElseThrow() / all.size();
      }
      EstimatesFile.Entry phi2 = entry(estimates, name, "phi2");
      assertEquals(mean, phi2.estimate().value(), 1e-12);
      assertEquals(all.size(), phi2.estimate().n());
      assertTrue(phi2.estimate().error() > 0);
    }
    double weightedMean = 0;
    double weights = 0;
    for (Configuration c : ensemble("weighted")) {
      double weight = Math.exp(c.logWeight());
      weights += weight;
      weightedMean += weight * Arrays.stream(c.field()).map(x -> x * x).average().orElseThrow();
    }
    assertEquals(
        weightedMean / weights, entry(estimates, "weighted", "phi2").estimate().value(), 1e-12);
    assertNotEquals(
        entry(estimates, "proposals", "phi2").estimate().value(),
        entry(estimates, "weighted", "phi2").estimate().value());
  }

  private static EstimatesFile.Entry entry(
      List<EstimatesFile.Entry> estimates, String dataset, String observable) {
    return estimates.stream()
        .filter(e -> e.dataset().equals(dataset) && e.observable().equals(observable))
        .findFirst()
        .orElseThrow();
  }
}
