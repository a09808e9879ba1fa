package org.fieldbeam.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fieldbeam.data.JsonObject;
import org.fieldbeam.data.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real Flink cluster, processes on loopback: whatever happens to it, the bytes are those of the
 * Direct runner.
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

  private static final String MORE_STAGES =
      """
        - prepare: {from: hmc, into: training, diffusion: {ve: {sigma: 25}}, validation: 0.1}
        - train: {from: hmc, into: score, model: {effectiveAction: {levels: 6}}}
        - sample: {model: score, into: proposals, sampler: {flow: {}}, configurations: 600,
                   configurationsPerShard: 50}
      """;

  @TempDir static Path shared;
  private static LocalCluster cluster;
  private static Path generate;
  private static Path all;
  private static Map<String, String> expected;

  private Path output;
  private Path log;

  @BeforeAll
  static void start() throws Exception {
    generate = Files.writeString(shared.resolve("generate.yaml"), PIPELINE);
    all = Files.writeString(shared.resolve("all.yaml"), PIPELINE + MORE_STAGES);
    Path log = shared.resolve("direct.log");
    Path output = shared.resolve("direct");
    assertExit(0, LocalCluster.fieldbeam(log, "run", all, "--output", output), log);
    expected = hashes(output);
    // 12 shards each of hmc and proposals, at least one of training, and the model
    assertTrue(expected.size() >= 2 * SHARDS + 2, expected::toString);
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

  private Process client(Path file, int parallelism) throws IOException {
    return LocalCluster.fieldbeam(
        log,
        "run",
        file,
        "--master",
        cluster.master(),
        "--parallelism",
        parallelism,
        "--output",
        output);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6})
  void sameBytesAtEveryParallelism(int parallelism) throws Exception {
    assertExit(0, client(all, parallelism), log);
    assertEquals(expected, hashes(output));
    if (parallelism >= TASK_MANAGERS) {
      assertEquals(TASK_MANAGERS, workersThatWrote("hmc").size(), "TaskManagers that wrote shards");
    }
  }

  @Test
  @Tag("quick")
  void killedTaskManagerChangesNothing() throws Exception {
    Process client = client(generate, 4);
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
    Process client = client(generate, 4);
    awaitShards(client, 1);
    for (int number = 1; number <= TASK_MANAGERS; number++) {
      cluster.kill("taskmanager-" + number);
    }
    assertTrue(shards() < SHARDS, "the TaskManagers were killed too late to prove anything");
    cluster.start();
    assertExit(0, client, log);
    assertGenerated();
  }

  /** Ids of the TaskManagers whose tasks got shards to write, in the newest job of a stage. */
  private static Set<String> workersThatWrote(String stage) throws Exception {
    String job = "/jobs/" + cluster.jobs(stage).get(0).string("jid");
    Set<String> workers = new HashSet<>();
    for (JsonObject vertex : cluster.get(job).objects("vertices")) {
      if (vertex.string("name").contains("/Write/")) {
        String path = job + "/vertices/" + vertex.string("id") + "/taskmanagers";
        for (JsonObject worker : cluster.get(path).objects("taskmanagers")) {
          if (worker.object("metrics").integer("read-records") > 0) {
            workers.add(worker.string("taskmanager-id"));
          }
        }
      }
    }
    return workers;
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

  private static void assertExit(int code, Process process, Path log) throws Exception {
    if (!process.waitFor(8, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("no end: " + LocalCluster.read(log));
    }
    assertEquals(code, process.exitValue(), () -> LocalCluster.read(log));
  }

  /** Every row of the ensemble is there once, in files that bear the bytes of the Direct runner. */
  private void assertGenerated() throws Exception {
    Map<String, String> ours = hashes(output);
    Map<String, String> direct = new TreeMap<>(expected);
    direct.keySet().removeIf(name -> !name.startsWith("hmc/"));
    assertEquals(SHARDS, direct.size());
    assertEquals(direct, ours);
    Path verified = Path.of(log + ".verify");
    assertExit(0, LocalCluster.fieldbeam(verified, "verify", output.resolve("hmc")), verified);
  }

  /** SHA-256 of every shard and model under a folder; temporary files are an error. */
  private static Map<String, String> hashes(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        assertFalse(name.endsWith(".tmp"), () -> "left over: " + name);
        if (name.endsWith(".parquet") || name.endsWith("model.json")) {
          hashes.put(name, Storage.sha256(file.toString()));
        }
      }
    }
    return hashes;
  }
}
