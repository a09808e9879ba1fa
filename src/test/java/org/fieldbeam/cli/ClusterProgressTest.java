package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeam.beam.FakeJobManager;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.cli.text.StageProgress;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.plan.Planner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told of a job on a cluster. */
class ClusterProgressTest {
  private static final String JOB = StageJob.namePrefix() + "1-hmc";

  @TempDir Path folder;
  private final AtomicLong clock = new AtomicLong();
  private final StringWriter err = new StringWriter();
  private FakeJobManager server;
  private ClusterProgress progress;
  private PlannedStage stage;

  @BeforeEach
  void start() throws IOException {
    String file =
        """
        name: toy
        seed: 1
        stages:
          - generate: {into: hmc, lattice: [4], action: {free: {kappa: 0.1}}, algorithm: hmc,
                       chains: 12, chainsPerShard: 1, configurations: 100}
        """;
    stage = Planner.plan(PipelineFile.parse(file, "toy.yaml"), folder.toString()).stages().get(0);
    server = new FakeJobManager().overview(3, 6).job(JOB, "RUNNING", 0, 0);
    Terminal terminal = new Terminal(null, new PrintWriter(err), false, clock::get);
    progress =
        new ClusterProgress(new StageProgress(terminal), server.cluster(), clock::get, jobs -> {});
    progress.started(stage);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void tick(int seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    // a process far from the workers counts nothing by itself
    progress.progress(stage, new Progress.Snapshot("hmc", 0, 0, 0, 0, 0, 0, Duration.ZERO));
  }

  private List<String> lines() {
    return err.toString().lines().map(String::strip).toList();
  }

  private String lastLine() {
    return lines().get(lines().size() - 1);
  }

  @Test
  void countsShardsAndTasksAsTheJobManagerSays() {
    server.job(JOB, "RUNNING", 9, 0);
    tick(10);
    assertTrue(
        lastLine()
            .endsWith("9 of 12 shards, 900 of 1200 rows, running, 3 of 6 tasks finished, 10.0 s"),
        err::toString);
  }

  @Test
  void aJobOfAnotherRunIsNotLookedAt() {
    server.job("fieldbeam-other-1-hmc", "RUNNING", 9, 0);
    tick(10);
    assertTrue(lastLine().contains("0 of 12 shards, 0 of 1200 rows, no job yet"), err::toString);
  }

  @Test
  void aRestartDoesNotUncountShards() {
    server.job(JOB, "RUNNING", 9, 0);
    tick(10);
    server.job(JOB, "RUNNING", 2, 1);
    tick(10);
    assertTrue(lastLine().contains("9 of 12 shards"), err::toString);
  }

  @Test
  void tellsOfLostTaskManagersAndRestartsOnce() {
    tick(3);
    server.overview(2, 4).job(JOB, "RESTARTING", 5, 1);
    tick(3);
    tick(3);
    assertEquals(
        List.of(
            "fieldbeam: the cluster has lost 1 TaskManager; it has 2 now, with 4 slots",
            "fieldbeam: the job starts again from the finished shards (restart 1) after x.Lost:"
                + " TaskManager tm-2 is no longer reachable"),
        lines().stream().filter(line -> line.startsWith("fieldbeam:")).toList());
    server.overview(4, 8);
    tick(3);
    assertTrue(
        lines()
            .contains("fieldbeam: the cluster has got 2 TaskManagers; it has 4 now, with 8 slots"),
        err::toString);
  }

  @Test
  void aJobManagerThatComesBackInTimeIsWaitedFor() {
    tick(3);
    server.close();
    tick(3);
    assertTrue(lastLine().startsWith("fieldbeam: the JobManager does not answer"), err::toString);
    tick(10);
    assertFalse(err.toString().contains("is gone"), err::toString);
  }

  @Test
  void aJobManagerThatStaysAwayEndsTheRun() {
    tick(3);
    server.close();
    tick(3);
    UserException gone = assertThrows(UserException.class, () -> tick(30));
    assertTrue(gone.getMessage().contains("the JobManager of the Flink cluster is gone"));
    assertTrue(gone.getMessage().contains("run the same command"));
  }

  @Test
  void allShardsAreThereAtTheEnd() {
    server.job(JOB, "RUNNING", 9, 0);
    tick(1);
    progress.finished(stage);
    assertTrue(lastLine().endsWith("done in 1.0 s, 12 of 12 shards, 1200 of 1200 rows"));
  }
}
