package org.fieldbeam.cluster;

import static org.fieldbeam.cluster.Outcome.assertExit;
import static org.fieldbeam.cluster.Outcome.hashes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Flink cluster, processes on loopback, and what its runs must give whatever happens to it:
 * the bytes of the Direct runner, every row, and none twice.
 */
abstract class FaultFixture {
  static final int SHARDS = 12;
  static final int TASK_MANAGERS = 3;

  /** The updates before the first configuration: a shard's work without a shard's bytes. */
  private static final String GENERATE =
      """
      name: cluster
      seed: 11
      stages:
        - generate: {into: hmc, lattice: [16, 16], action: {phi4: {kappa: 0.26, lambda: 0.022}},
                     algorithm: {hmc: {length: 1.0, steps: 10}}, chains: 48, chainsPerShard: 4,
                     thermalization: 8000, configurations: 20, stride: 2}
      """;

  private static final String MORE_STAGES =
      """
        - prepare: {from: hmc, into: training, diffusion: {ve: {sigma: 25}}, validation: 0.1,
                    shards: 3}
        - train: {from: hmc, into: score, model: {effectiveAction: {levels: 6}}}
        - sample: {model: score, into: proposals, sampler: {flow: {}}, configurations: 600,
                   configurationsPerShard: 50}
        - correct: {from: proposals, into: corrected}
        - measure: {from: [hmc, corrected], into: observables}
      """;

  @TempDir static Path shared;
  static LocalCluster cluster;

  /** A pipeline file of one stage, and one that goes on from it to all others. */
  static Path generate;

  static Path all;

  /** What the Direct runner makes of {@link #all}. */
  static Map<String, String> expected;

  /** 0, or 3 as a check of so small an ensemble may fail. */
  static int expectedExit;

  Path output;
  Path log;

  @BeforeAll
  static void start() throws Exception {
    generate = Files.writeString(shared.resolve("generate.yaml"), GENERATE);
    all = Files.writeString(shared.resolve("all.yaml"), GENERATE + MORE_STAGES);
    Path log = shared.resolve("direct.log");
    Path output = shared.resolve("direct");
    Process direct = LocalCluster.fieldbeam(log, "run", all, "--output", output);
    direct.waitFor();
    expectedExit = direct.exitValue();
    assertTrue(expectedExit == 0 || expectedExit == 3, () -> LocalCluster.read(log));
    expected = hashes(output);
    assertEquals(SHARDS, generated(expected).size(), expected::toString);
    cluster = new LocalCluster(Files.createDirectory(shared.resolve("cluster")), TASK_MANAGERS, 2);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.stop();
      cluster = null;
    }
  }

  /** Brings the cluster back to its full size. */
  @BeforeEach
  void repair(TestInfo test) throws Exception {
    cluster.start();
    String name = test.getTestMethod().orElseThrow().getName() + test.getDisplayName().hashCode();
    output = shared.resolve(name).resolve("out");
    log = Files.createDirectories(shared.resolve(name)).resolve("log");
  }

  /** A test that failed leaves clients, and jobs that hold the slots of the next test. */
  @AfterEach
  void clearAway() throws Exception {
    List<ProcessHandle> clients = ProcessHandle.current().children().toList();
    clients.forEach(ProcessHandle::destroyForcibly);
    if (!clients.isEmpty()) {
      cluster.stop();
    }
  }

  final Process client(int parallelism) throws IOException {
    return cluster.run(log, generate, parallelism, output);
  }

  final int shards() throws IOException {
    return Storage.list(output.resolve("hmc").toString(), "part-*.parquet").size();
  }

  final void awaitShards(Process client, int number) throws Exception {
    await(client, () -> shards() >= number, number + " shards");
  }

  /** Waits for something that a client's run brings about; the client may be null. */
  final void await(Process client, Callable<Boolean> condition, String what) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
    while (!condition.call()) {
      assertTrue(
          client == null || client.isAlive(),
          () -> "the client ended before " + what + ": " + LocalCluster.read(log));
      assertTrue(
          System.nanoTime() < end, () -> "waited for " + what + ": " + LocalCluster.read(log));
      Thread.sleep(20);
    }
  }

  /** The newest job of a stage. */
  static JsonObject job(String stage) throws Exception {
    return cluster.jobs(stage).get(0);
  }

  /** How often a job has failed, with or without a restart. */
  static int failures(JsonObject job) throws Exception {
    return cluster
        .get("/jobs/" + job.string("jid") + "/exceptions")
        .object("exceptionHistory")
        .objects("entries")
        .size();
  }

  static Map<String, String> generated(Map<String, String> hashes) {
    Map<String, String> generated = new TreeMap<>(hashes);
    generated.keySet().removeIf(name -> !name.startsWith("hmc/"));
    return generated;
  }

  /** Every row of the ensemble is there once, in files that bear the bytes of the Direct runner. */
  final void assertGenerated() throws Exception {
    assertEquals(generated(expected), hashes(output));
    Path verified = Path.of(log + ".verify");
    assertExit(0, LocalCluster.fieldbeam(verified, "verify", output.resolve("hmc")), verified);
  }
}
