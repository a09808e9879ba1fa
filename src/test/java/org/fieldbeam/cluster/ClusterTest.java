package org.fieldbeam.cluster;

import static org.fieldbeam.cluster.Outcome.assertExit;
import static org.fieldbeam.cluster.Outcome.hashes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fieldbeam.data.JsonObject;
import org.fieldbeam.data.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Flink cluster, processes on loopback, which get killed: the bytes are those of the Direct
 * runner, every row is there, and none twice.
 */
@Tag("cluster")
class ClusterTest {
  private static final int SHARDS = 12;
  private static final int TASK_MANAGERS = 3;

  /** The updates before the first configuration: a shard's work without a shard's bytes. */
  private static final String PIPELINE =
      """
      name: cluster
      seed: 11
      stages:
        - generate: {into: hmc, lattice: [16, 16], action: {phi4: {kappa: 0.26, lambda: 0.022}},
                     algorithm: {hmc: {length: 1.0, steps: 10}}, chains: 48, chainsPerShard: 4,
                     thermalization: 40000, configurations: 20, stride: 2}
      """;

  @TempDir static Path shared;
  private static LocalCluster cluster;
  private static Path generate;
  private static Map<String, String> expected;

  private Path output;
  private Path log;

  @BeforeAll
  static void start() throws Exception {
    generate = Files.writeString(shared.resolve("generate.yaml"), PIPELINE);
    Path log = shared.resolve("direct.log");
    Path output = shared.resolve("direct");
    assertExit(0, LocalCluster.fieldbeam(log, "run", generate, "--output", output), log);
    expected = hashes(output);
    assertEquals(SHARDS, expected.size(), expected::toString);
    cluster = new LocalCluster(Files.createDirectory(shared.resolve("cluster")), TASK_MANAGERS, 2);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.stop();
    }
  }

  /** Brings the cluster back to its full size. */
  @BeforeEach
  void repair(TestInfo test) throws Exception {
    cluster.start();
    String name = test.getTestMethod().orElseThrow().getName() + test.getDisplayName().hashCode();
    output = shared.resolve(name);
    log = shared.resolve(name + ".log");
  }

  private Process client(int parallelism) throws IOException {
    return cluster.run(log, generate, parallelism, output);
  }

  @Test
  @Tag("quick")
  void killedTaskManagerChangesNothing() throws Exception {
    Process client = client(4);
    awaitShards(client, 2);
    cluster.kill("taskmanager-2");
    assertTrue(shards() < SHARDS, "the TaskManager was killed too late to prove anything");
    assertExit(0, client, log);
    assertGenerated();
    JsonObject history =
        cluster
            .get("/jobs/" + cluster.jobs("hmc").get(0).string("jid") + "/exceptions")
            .object("exceptionHistory");
    assertFalse(history.objects("entries").isEmpty(), "the job has not felt the kill");
  }

  @Test
  void allTaskManagersKilledAndReplaced() throws Exception {
    Process client = client(4);
    awaitShards(client, 1);
    for (int number = 1; number <= TASK_MANAGERS; number++) {
      cluster.kill("taskmanager-" + number);
    }
    assertTrue(shards() < SHARDS, "the TaskManagers were killed too late to prove anything");
    cluster.start();
    assertExit(0, client, log);
    assertGenerated();
  }

  private int shards() throws IOException {
    return Storage.list(output.resolve("hmc").toString(), "part-*.parquet").size();
  }

  private void awaitShards(Process client, int number) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (shards() < number) {
      assertTrue(client.isAlive(), () -> "the client ended: " + LocalCluster.read(log));
      assertTrue(System.nanoTime() < end, () -> "no shards: " + LocalCluster.read(log));
      Thread.sleep(20);
    }
  }

  /** Every row of the ensemble is there once, in files that bear the bytes of the Direct runner. */
  private void assertGenerated() throws Exception {
    assertEquals(expected, hashes(output));
    Path verified = Path.of(log + ".verify");
    assertExit(0, LocalCluster.fieldbeam(verified, "verify", output.resolve("hmc")), verified);
  }
}
