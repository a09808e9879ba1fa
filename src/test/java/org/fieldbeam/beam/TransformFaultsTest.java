package org.fieldbeam.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What public transforms refuse, when they are made and when they run. */
class TransformFaultsTest {
  private static SmallRun run;

  @BeforeAll
  static void runEveryStage() throws Exception {
    run = SmallRun.shared();
  }

  @Test
  void correctingAMarkovChainIsRefused() {
    UserException refusal =
        assertThrows(
            UserException.class,
            () ->
                StageJob.run(
                    "correct",
                    Runners.direct(1),
                    pipeline ->
                        pipeline
                            .apply(Create.of(Folder.of(run.folder("hmc"))))
                            .apply(
                                CorrectEnsemble.byMetropolis()
                                    .into(StageOutput.to(run.folder("wrong")))),
                    Progress.none()));
    assertTrue(refusal.getMessage().startsWith("a proposal has no log_weight"));
  }

  @Test
  void aSplitThatHoldsNothingOutIsRefused() {
    for (boolean train : new boolean[] {true, false}) {
      String message =
          assertThrows(
                  UserException.class,
                  () ->
                      StageJob.run(
                          "split",
                          Runners.direct(1),
                          pipeline -> {
                            PCollection<Folder> hmc =
                                pipeline.apply(Create.of(Folder.of(run.folder("hmc"))));
                            StageOutput output = StageOutput.to(run.folder("split"));
                            if (train) {
                              hmc.apply(
                                  TrainScore.of(
                                          EffectiveActionSettings.of(
                                              EffectiveActionSettings.Ladder.shiftedGeometric(
                                                  2, 0.5)))
                                      .withValidation(0.01)
                                      .into(output));
                            } else {
                              hmc.apply(
                                  PrepareScoreTraining.of(new VarianceExploding(5))
                                      .withValidation(0.01)
                                      .into(output));
                            }
                          },
                          Progress.none()))
              .getMessage();
      assertTrue(message.startsWith("validation 0.01 of the chains of this dataset"), message);
      assertTrue(message.contains("480 configurations to train on, 0 held out"), message);
    }
  }

  @Test
  void ensemblesOfOneNameAreToldApartOrRefused() throws Exception {
    String message =
        assertThrows(
                UserException.class,
                () ->
                    StageJob.run(
                        "twice",
                        Runners.direct(1),
                        pipeline ->
                            pipeline
                                .apply(
                                    Create.of(
                                        Folder.of(run.folder("hmc")),
                                        Folder.of(run.folder("observables/../hmc"))))
                                .apply(
                                    MeasureObservables.standard()
                                        .into(StageOutput.to(run.folder("twice")))),
                        Progress.none()))
            .getMessage();
    assertTrue(message.startsWith("several ensembles have the same name"), message);
    StageJob.run(
        "named",
        Runners.direct(1),
        pipeline ->
            pipeline
                .apply(
                    Create.of(
                        Folder.of(run.folder("hmc")), Folder.of(run.folder("observables/../hmc"))))
                .apply(
                    MeasureObservables.standard()
                        .into(StageOutput.to(run.folder("named")))
                        .withNames(Map.of(run.folder("observables/../hmc"), "again"))),
        Progress.none());
    for (String name : List.of("hmc", "again")) {
      assertEquals(name, DatasetFolder.open(run.folder("named/" + name)).info().id());
    }
  }

  @Test
  void settingsAreCheckedWhenTheyAreMade() {
    assertThrows(IllegalArgumentException.class, () -> run.generate().withChains(0));
    assertThrows(IllegalArgumentException.class, () -> run.generate().withThermalization(-1));
    assertThrows(IllegalArgumentException.class, () -> StageOutput.to(" "));
    assertThrows(IllegalArgumentException.class, () -> StageOutput.to("out").withInputHash("ABC"));
    assertThrows(IllegalArgumentException.class, () -> Runners.flink(0));
    assertFalse(run.generate().withChains(3) == run.generate());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            StageJob.run(
                "lost",
                Runners.direct(1),
                pipeline ->
                    pipeline
                        .apply(Create.of(Folder.of("somewhere")))
                        .apply(CorrectEnsemble.byMetropolis()),
                Progress.none()));
  }
}
