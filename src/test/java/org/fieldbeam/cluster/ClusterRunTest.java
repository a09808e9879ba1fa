package org.fieldbeam.cluster;

import static org.fieldbeam.cluster.Outcome.assertExit;
import static org.fieldbeam.cluster.Outcome.hashes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.fieldbeam.PluginJars;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs on a real Flink cluster give the bytes that the Direct runner gives, whatever way they are
 * submitted and ended.
 *
 * <p>The cluster's machines have classes of their own under the names of fieldbeam's: every run
 * here also shows that a job's classes come first.
 */
@Tag("cluster")
class ClusterRunTest {
  private static final int TASK_MANAGERS = 3;
  private static final Path QUICKSTART = Path.of("pipelines/phi4-quickstart.yaml").toAbsolutePath();
  private static final int CTRL_C = 3;
  private static final int ENDED_BY_SIGINT = 130;

  /** Work enough to be interrupted in, in 12 shards. */
  private static final String PIPELINE =
      """
      name: cluster
      seed: 11
      stages:
        - generate: {into: hmc, lattice: [16, 16], action: {phi4: {kappa: 0.26, lambda: 0.022}},
                     algorithm: {hmc: {length: 1.0, steps: 10}}, chains: 48, chainsPerShard: 4,
                     thermalization: 20000, configurations: 20, stride: 2}
      """;

  /** A net is trained in one task of one worker, and evaluated by all. */
  private static final String NEURAL =
      """
      name: neural
      seed: 12
      stages:
        - generate: {into: toy, lattice: [1], action: {quartic: {a: -4, b: 1}}, algorithm: exact,
                     chains: 20, configurations: 200, thermalization: 0}
        - prepare: {from: toy, into: training, diffusion: {vp: {beta: 20}}, validation: 0.1}
        - train: {from: training, into: net, model: {mlp: {hidden: [32, 32], epochs: 20, batch: 100,
                  times: 100, firstTime: 0.01}}}
        - sample: {model: net, into: samples, configurations: 1200, configurationsPerShard: 100,
                   sampler: {flow: {integrator: heun, steps: 50, end: 0.01, prior: noise}}}
      """;

  private static final String PLUGGED_IN =
      """
      name: plugged-in
      seed: 13
      stages:
        - generate: {into: wave, lattice: [4, 4], action: {sineGordon: {m2: 0.2, g: 0.4}},
                     algorithm: {hmc: {length: 1.0, steps: 4}}, chains: 24, chainsPerShard: 2,
                     thermalization: 100, configurations: 20}
        - measure: {from: wave, into: waves, observables: [phi2, vertex]}
      """;

  @TempDir static Path shared;
  private static LocalCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(shared.resolve("file.yaml"), PIPELINE);
    String foreign = "-Xbootclasspath/a:" + foreignClasses();
    cluster =
        new LocalCluster(
            Files.createDirectory(shared.resolve("cluster")),
            TASK_MANAGERS,
            2,
            Map.of("JDK_JAVA_OPTIONS", foreign));
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.stop();
    }
  }

  /** A jar with a useless class under the name of one that every job needs. */
  private static Path foreignClasses() throws IOException {
    Path folder = Files.createDirectory(shared.resolve("foreign"));
    Path source = folder.resolve("ShardTask.java");
    Files.writeString(source, "package org.fieldbeam.beam.shard; public class ShardTask {}");
    String[] arguments = {"-d", folder.toString(), source.toString()};
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments));
    Path jar = folder.resolve("foreign.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      String name = "org/fieldbeam/beam/shard/ShardTask.class";
      out.putNextEntry(new JarEntry(name));
      Files.copy(folder.resolve(name), out);
    }
    return jar;
  }

  private static Map<String, String> direct(Path file, String name) throws Exception {
    Path output = shared.resolve(name);
    if (!Files.exists(output)) {
      Path log = shared.resolve(name + ".log");
      assertExit(0, LocalCluster.fieldbeam(log, "run", file, "--output", output), log);
    }
    return hashes(output);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6})
  void quickstartGivesTheSameBytesAtEveryParallelism(int parallelism) throws Exception {
    Path output = shared.resolve("parallelism-" + parallelism);
    Path log = shared.resolve("parallelism-" + parallelism + ".log");
    assertExit(0, cluster.run(log, QUICKSTART, parallelism, output), log);
    assertEquals(direct(QUICKSTART, "direct"), hashes(output));
    assertEquals(List.of(), Storage.list(output.toString(), ".fieldbeam-*job.jar"));
  }

  @Test
  void aNetGivesTheSameBytes() throws Exception {
    Path file = Files.writeString(shared.resolve("neural.yaml"), NEURAL);
    Path output = shared.resolve("neural");
    Path log = shared.resolve("neural.log");
    assertExit(0, cluster.run(log, file, 6, output), log);
    assertEquals(direct(file, "direct-neural"), hashes(output));
    assertEquals(TASK_MANAGERS, cluster.workersThatWrote(cluster.jobs("samples").get(0)).size());
  }

  @ParameterizedTest
  @CsvSource({"4, false", "7, true"})
  void explainSaysWhatARunTakesOfTheCluster(int parallelism, boolean waits) throws Exception {
    Path log = shared.resolve("explain-" + parallelism + ".log");
    int jobs = cluster.jobs("").size();
    Object[] command = {
      "explain", QUICKSTART, "--master", cluster.master(), "--parallelism", parallelism
    };
    assertExit(0, LocalCluster.fieldbeam(log, command), log);
    String said = LocalCluster.read(log);
    assertTrue(said.contains("on " + parallelism + " of 6 slots (3 TaskManagers)"), said);
    assertEquals(waits, said.contains("waits until the cluster has as many slots"), said);
    assertEquals(jobs, cluster.jobs("").size(), "nothing is run");
  }

  /** Its classes go where those of the job go, whichever way that is. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anActionOfAPlugInGivesTheSameBytes(boolean send) throws Exception {
    Path jar = PluginJars.sineGordon(Files.createTempDirectory(shared, "jar"), "sine.jar", "");
    Path file = Files.writeString(shared.resolve("plugin.yaml"), PLUGGED_IN);
    Path output = shared.resolve("plugged-in-" + send);
    Path log = shared.resolve("plugged-in-" + send + ".log");
    List<Object> command =
        new ArrayList<>(List.of("run", file, "--plugins", jar, "--output", output));
    command.addAll(List.of("--master", cluster.master(), "--parallelism", 6));
    if (send) {
      command.add("--send-jar");
    }
    assertExit(0, LocalCluster.fieldbeam(log, command.toArray()), log);
    Path direct = shared.resolve("plugged-in-direct-" + send);
    assertExit(
        0, LocalCluster.fieldbeam(log, "run", file, "--plugins", jar, "--output", direct), log);
    assertEquals(hashes(direct), hashes(output));
    assertEquals(TASK_MANAGERS, cluster.workersThatWrote(cluster.jobs("wave").get(0)).size());
    assertEquals(List.of(), Storage.list(output.toString(), ".fieldbeam-*.jar"));
  }

  /** Flink's own client takes plug-ins by its own option, and only by that. */
  @Test
  void flinkRunTakesPlugInsByItsOwnOption() throws Exception {
    Path jar = PluginJars.sineGordon(Files.createTempDirectory(shared, "jar"), "sine.jar", "");
    Path file = Files.writeString(shared.resolve("plugin-run.yaml"), PLUGGED_IN);
    Path settings = Files.createDirectory(shared.resolve("settings-of-plugin"));
    Files.writeString(settings.resolve("config.yaml"), "classloader.resolve-order: child-first\n");
    Path output = shared.resolve("plugged-in-flink-run");
    Path log = shared.resolve("plugged-in-flink-run.log");
    Process refused =
        cluster.flinkRun(
            log, settings, 4, List.of(), "run", "--plugins", jar, "--output", output, file);
    assertExit(1, refused, log);
    assertTrue(
        LocalCluster.read(log).contains("flink run --classpath"), () -> LocalCluster.read(log));
    Process client =
        cluster.flinkRun(
            log, settings, 4, List.of("--classpath", jar.toUri()), "run", "--output", output, file);
    assertExit(0, client, log);
    Path direct = shared.resolve("plugged-in-flink-run-direct");
    assertExit(
        0, LocalCluster.fieldbeam(log, "run", file, "--plugins", jar, "--output", direct), log);
    assertEquals(hashes(direct), hashes(output));
  }

  @Test
  void flinkRunTakesTheJobJarAsAProgram() throws Exception {
    Path settings = Files.createDirectory(shared.resolve("settings"));
    Files.writeString(settings.resolve("config.yaml"), "classloader.resolve-order: child-first\n");
    Path output = shared.resolve("flink-run");
    Path log = shared.resolve("flink-run.log");
    Process client =
        cluster.flinkRun(
            log, settings, 6, List.of(), "run", "--output", output, shared.resolve("file.yaml"));
    assertExit(0, client, log);
    assertEquals(direct(shared.resolve("file.yaml"), "direct-file"), hashes(output));
    JsonObject job = cluster.jobs("hmc").get(0);
    assertTrue(job.string("name").startsWith("fieldbeam-"), job.string("name"));
    // two shards for each slot
    assertEquals(TASK_MANAGERS, cluster.workersThatWrote(job).size(), "TaskManagers at work");
  }

  @Test
  void flinkRunFailsWithTheRun() throws Exception {
    Path settings = Files.createDirectory(shared.resolve("settings-of-failure"));
    Files.writeString(settings.resolve("config.yaml"), "classloader.resolve-order: child-first\n");
    Path log = shared.resolve("flink-run-fails.log");
    Process client =
        cluster.flinkRun(log, settings, 4, List.of(), "run", shared.resolve("no-such-file.yaml"));
    assertExit(1, client, log);
    assertTrue(LocalCluster.read(log).contains("no-such-file.yaml"), () -> LocalCluster.read(log));
  }

  /** On a terminal of its own, whose keys the test presses. */
  @ParameterizedTest
  @CsvSource({"n, FINISHED, the job goes on", "y, CANCELED, cancelled job"})
  void ctrlCAsksWhatBecomesOfTheJob(String answer, String state, String said) throws Exception {
    Path output = shared.resolve("interrupted-" + answer);
    Path log = shared.resolve("interrupted-" + answer + ".log");
    Process client =
        LocalCluster.fieldbeamOnTerminal(
            log,
            "run",
            shared.resolve("file.yaml"),
            "--master",
            cluster.master(),
            "--parallelism",
            4,
            "--output",
            output);
    Path folder = output.resolve("hmc");
    await(log, () -> !Storage.list(folder.toString(), "part-*.parquet").isEmpty());
    press(client, CTRL_C);
    await(log, () -> LocalCluster.read(log).contains("cancel the job on the cluster? [Y/n]"));
    JsonObject job = cluster.jobs("hmc").get(0);
    assertEquals("RUNNING", job.string("state"), "nothing is done before the answer");
    for (byte key : (answer + "\r").getBytes(StandardCharsets.US_ASCII)) {
      press(client, key);
    }
    assertExit(ENDED_BY_SIGINT, client, log);
    assertTrue(LocalCluster.read(log).contains(said), () -> LocalCluster.read(log));
    assertTrue(LocalCluster.read(log).contains("run the same command again"));
    String path = "/jobs/" + job.string("jid");
    await(log, () -> cluster.get(path).string("state").equals(state));
    assertEquals(answer.equals("n"), Files.exists(folder.resolve(Manifest.FILE_NAME)));
    if (answer.equals("n")) {
      // for the job that goes on; gone with the run that comes to the end
      assertFalse(Storage.list(output.toString(), ".fieldbeam-*job.jar").isEmpty());
    }
    assertExit(0, cluster.run(log, shared.resolve("file.yaml"), 4, output), log);
    assertEquals(direct(shared.resolve("file.yaml"), "direct-file"), hashes(output));
    assertEquals(List.of(), Storage.list(output.toString(), ".fieldbeam-*job.jar"));
  }

  private static void press(Process client, int key) throws IOException {
    client.getOutputStream().write(key);
    client.getOutputStream().flush();
  }

  private static void await(Path log, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < end, () -> LocalCluster.read(log));
      Thread.sleep(50);
    }
  }
}
