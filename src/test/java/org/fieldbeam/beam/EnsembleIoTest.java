package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.ParDo;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.check.ChecksFile;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.row.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations as elements of a pipeline, and what becomes of them there. */
class EnsembleIoTest {
  private static SmallRun run;

  @BeforeAll
  static void runEveryStage() throws Exception {
    run = SmallRun.shared();
  }

  private static List<Configuration> ensemble(String name) {
    return run.ensemble(name);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ensembleGoesThroughAPipelineAndBack(boolean flink) throws Exception {
    String copy = run.folder(flink ? "copy-flink" : "copy");
    StageJob.run(
        "copy",
        flink ? Runners.flink(2) : Runners.direct(2),
        pipeline ->
            PAssert.that(
                    pipeline
                        .apply(Create.of(Folder.of(run.folder("hmc"))))
                        .apply(EnsembleIO.read())
                        .apply(
                            EnsembleIO.write(SmallRun.ACTION)
                                .withShards(15)
                                .into(StageOutput.to(copy)))
                        .apply("ReadAgain", EnsembleIO.read()))
                .containsInAnyOrder(ensemble("hmc")),
        Progress.none());
    assertEquals(15, DatasetFolder.open(copy).shardCount()); // three of them without a chain
  }

  /** Who reads weighted configurations has to ask for them, and who writes them to say so. */
  @Test
  void weightsGoThroughAPipelineOnlyIfAskedFor() throws Exception {
    UserException refusal =
        assertThrows(
            UserException.class,
            () -> copy("weighted", EnsembleIO.read(), EnsembleIO.write(SmallRun.ACTION), "raw"));
    assertTrue(refusal.getMessage().contains("importance weights"), refusal.getMessage());
    copy(
        "weighted",
        EnsembleIO.read().withWeights(),
        EnsembleIO.write(SmallRun.ACTION).withWeights(),
        "weighted-copy");
    assertTrue(DatasetFolder.open(run.folder("weighted-copy")).info().isWeighted());
    assertEquals(Set.copyOf(ensemble("weighted")), Set.copyOf(ensemble("weighted-copy")));
    UserException missing =
        assertThrows(
            UserException.class,
            () ->
                copy(
                    "hmc",
                    EnsembleIO.read(),
                    EnsembleIO.write(SmallRun.ACTION).withWeights(),
                    "none"));
    assertTrue(missing.getMessage().contains("has no log_weight"), missing.getMessage());
  }

  /** Ensembles whose chains have the same numbers do not become one ensemble in silence. */
  @Test
  void aConfigurationIsWrittenOnce() {
    UserException twice =
        assertThrows(
            UserException.class,
            () ->
                StageJob.run(
                    "twice",
                    Runners.direct(2),
                    pipeline ->
                        pipeline
                            .apply(
                                Create.of(
                                    Folder.of(run.folder("hmc")), Folder.of(run.folder("hmc"))))
                            .apply(EnsembleIO.read())
                            .apply(
                                EnsembleIO.write(SmallRun.ACTION)
                                    .into(StageOutput.to(run.folder("twice")))),
                    Progress.none()));
    assertTrue(twice.getMessage().contains("of one chain and step"), twice.getMessage());
    assertFalse(new File(run.folder("twice"), "_manifest.json").exists());
  }

  private static void copy(String from, EnsembleIO.Read read, EnsembleIO.Write write, String to)
      throws Exception {
    StageJob.run(
        "copy",
        Runners.direct(2),
        pipeline ->
            pipeline
                .apply(Create.of(Folder.of(run.folder(from))))
                .apply(read)
                .apply(write.into(StageOutput.to(run.folder(to)))),
        Progress.none());
  }

  @Test
  void nullableColumnsAndFilterSurviveThePipeline() throws Exception {
    StageJob.run(
        "filter",
        Runners.flink(2),
        pipeline ->
            PAssert.that(
                    pipeline
                        .apply(Create.of(Folder.of(run.folder("diffusion"))))
                        .apply(EnsembleIO.read())
                        .apply(Filter.by(c -> c.step() < 10)))
                .containsInAnyOrder(
                    ensemble("diffusion").stream().filter(c -> c.step() < 10).toList()),
        Progress.none());
  }

  /** Gives one proposal a weight that no good sampler would. */
  private static final class RunAway extends DoFn<Configuration, Configuration> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Configuration c, OutputReceiver<Configuration> out) {
      out.output(
          c.chain() != 1 || c.step() != 7
              ? c
              : new Configuration(
                  c.chain(),
                  c.step(),
                  c.shape(),
                  c.field(),
                  c.action(),
                  c.accepted(),
                  c.deltaH(),
                  c.logQ(),
                  c.logWeight() + 40));
    }
  }

  @Test
  void aRunawayFailsTheChecksOfEverythingMadeOfIt() throws Exception {
    StageJob.run(
        "runaway",
        Runners.direct(2),
        pipeline ->
            pipeline
                .apply(Create.of(Folder.of(run.folder("proposals"))))
                .apply(EnsembleIO.read())
                .apply(ParDo.of(new RunAway()))
                .setCoder(ConfigurationCoder.of())
                .apply(
                    EnsembleIO.write(SmallRun.ACTION)
                        .withShards(3)
                        .into(StageOutput.to(run.folder("ran/away"))))
                .apply(
                    CorrectEnsemble.byMetropolis()
                        .into(StageOutput.to(run.folder("ran/corrected"))))
                .apply(
                    MeasureObservables.standard()
                        .into(StageOutput.to(run.folder("ran/observables"))))
                .apply(
                    AggregateObservables.standard()
                        .into(StageOutput.to(run.folder("ran/observables")))),
        Progress.none());
    Map<String, Boolean> passed = checks("ran/observables");
    assertFalse(passed.get("corrected runaways"), passed::toString);
    assertFalse(passed.get("corrected chainLength"), "it sits on the runaway: " + passed);
    Map<String, Boolean> good = checks("observables");
    for (String check : List.of("proposals runaways", "weighted runaways", "diffusion runaways")) {
      assertTrue(good.get(check), good::toString);
    }
    assertTrue(good.get("diffusion chainLength"), good::toString);
  }

  private static Map<String, Boolean> checks(String folder) {
    Map<String, Boolean> passed = new HashMap<>();
    for (DatasetCheck check : ChecksFile.read(run.folder(folder))) {
      if (check.check().judged()) {
        passed.put(check.key(), check.check().passed());
      }
    }
    return passed;
  }
}
