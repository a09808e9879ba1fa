package org.fieldbeam.cluster;

import static org.fieldbeam.cluster.Outcome.assertExit;
import static org.fieldbeam.cluster.Outcome.hashes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs of all stages, one after the other for ten minutes ({@code -Dsoak.minutes}), while about
 * every thirty seconds a TaskManager is killed, whatever it is doing, and replaced.
 */
@Tag("cluster")
class SoakTest extends FaultFixture {
  private static final long SEED = 20240601;
  private static final Duration TIME = Duration.ofMinutes(Long.getLong("soak.minutes", 10));
  private static final int KILL_SECONDS = 30;
  private static final Duration ABSENCE = Duration.ofSeconds(60);

  @Test
  void theBytesStayTheSame() throws Exception {
    long start = System.nanoTime();
    CountDownLatch stop = new CountDownLatch(1);
    FutureTask<Integer> killer = new FutureTask<>(() -> killNowAndThen(stop));
    Thread thread = new Thread(killer, "killer");
    thread.start();
    int runs = 0;
    int failures = 0;
    try {
      while (System.nanoTime() - start < TIME.toNanos()) {
        Path folder = output.resolve("run-" + runs);
        Path runLog = Path.of(log + "." + runs);
        assertExit(expectedExit, cluster.run(runLog, all, 4, folder), runLog);
        assertEquals(expected, hashes(folder), "run " + runs);
        runs++;
      }
    } finally {
      stop.countDown();
      thread.join();
    }
    cluster.start();
    allDieTogether();
    for (JsonObject job : cluster.jobs("")) {
      failures += failures(job);
    }
    int kills = killer.get();
    System.out.println(runs + " runs, " + kills + " kills, felt by jobs " + failures + " times");
    assertTrue(kills >= TIME.toMinutes(), kills + " kills");
    assertTrue(failures > 0, "no job has felt a kill");
  }

  /**
   * All TaskManagers die. The cluster has been up for longer than Flink takes by default to expect
   * new ones, and they come later than a job would survive ten restarts that find no slots.
   */
  private void allDieTogether() throws Exception {
    Path folder = output.resolve("all-die");
    Process client = cluster.run(log, all, 4, folder);
    await(
        client,
        () -> !Storage.list(folder.resolve("hmc").toString(), "part-*.parquet").isEmpty(),
        "a shard");
    for (int number = 1; number <= TASK_MANAGERS; number++) {
      cluster.kill("taskmanager-" + number);
    }
    Thread.sleep(ABSENCE.toMillis());
    cluster.start();
    assertExit(expectedExit, client, log);
    assertEquals(expected, hashes(folder));
  }

  /** Kills until it is told to stop; returns how often. */
  private static int killNowAndThen(CountDownLatch stop) throws Exception {
    Random random = new Random(SEED);
    int kills = 0;
    while (!stop.await(KILL_SECONDS / 2 + random.nextInt(KILL_SECONDS), TimeUnit.SECONDS)) {
      cluster.kill("taskmanager-" + (1 + random.nextInt(TASK_MANAGERS)));
      kills++;
      cluster.start();
    }
    return kills;
  }
}
