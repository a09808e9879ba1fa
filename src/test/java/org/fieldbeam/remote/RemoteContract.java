package org.fieldbeam.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.storage.RemoteFiles;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds on every file system: a pipeline of all eight stages writes the bytes that it writes
 * on a local disk, no shard and no manifest is ever seen half written, and a run that was killed
 * goes on from its finished shards.
 */
abstract class RemoteContract {
  private static final long MINUTES = 8;
  private static final long LOOK_MILLIS = 50;
  private static final List<String> DATASETS =
      List.of(
          "hmc",
          "noised",
          "training",
          "proposals",
          "diffusion",
          "observables/hmc",
          "observables/diffusion");
  private static final List<String> FILES =
      List.of("score/model.json", "observables/estimates.json", "observables/checks.json");

  @TempDir Path temporary;
  private Path file;

  /** URI of a folder of its own. */
  abstract String root();

  /** Options of the file system, as FIELDBEAM_STORAGE has them. */
  abstract String storageOptions();

  /** What the run needs beside them in its environment. */
  Map<String, String> environment() {
    return Map.of();
  }

  @BeforeEach
  void writePipeline() throws Exception {
    System.setProperty("fieldbeam.storage", storageOptions());
    // other tests in this process may have made them known without these options
    FileSystems.setDefaultPipelineOptions(
        PipelineOptionsFactory.fromArgs(RemoteFiles.optionArguments()).create());
    file = temporary.resolve("small.yaml");
    Files.writeString(
        file,
        """
        name: small
        seed: 7
        output: nowhere
        stages:
          - generate: {into: hmc, lattice: [8, 8], action: {phi4: {kappa: 0.2, lambda: 0.022}},
                       algorithm: {hmc: {length: 1.0, steps: 8}}, chains: 30, chainsPerShard: 5,
                       thermalization: 100, configurations: 40, stride: 50}
          - noise: {from: hmc, into: noised, diffusion: {ve: {sigma: 5}}, times: 3}
          - prepare: {from: hmc, into: training, diffusion: {ve: {sigma: 5}}, validation: 0.2, shards: 4}
          - train: {from: hmc, into: score, model: {effectiveAction: {levels: 6}}}
          - sample: {model: score, into: proposals, sampler: {flow: {}}, configurations: 600,
                     configurationsPerShard: 120}
          - correct: {from: proposals, into: diffusion}
          - measure: {from: [hmc, diffusion], into: observables}
          - report: {}
        """);
  }

  @AfterEach
  void forgetOptions() {
    System.clearProperty("fieldbeam.storage");
  }

  /** All in one run: processes are what takes the time. */
  @Test
  void nothingIsHalfVisibleAndAKilledRunWritesTheSameBytes() throws Exception {
    String local = temporary.resolve("local").toString();
    finish(run(local, "local"));
    SortedMap<String, String> expected = hashes(local);

    String remote = root() + "/run";
    // in the middle of the first stage, and in a later one
    for (int shards : new int[] {2, 14}) {
      Process process = run(remote, "killed");
      while (shards(remote).size() < shards) {
        assertTrue(process.isAlive(), () -> "ended before it could be killed: " + log("killed"));
        Thread.sleep(LOOK_MILLIS);
      }
      process.destroyForcibly().waitFor();
      lookAt(remote, expected);
    }
    assertFalse(Storage.exists(remote + "/observables/estimates.json"), "the run was killed");

    Process last = run(remote, "last");
    int looks = 0;
    while (last.isAlive()) {
      lookAt(remote, expected);
      looks++;
      Thread.sleep(LOOK_MILLIS);
    }
    finish(last);
    assertTrue(looks > 3, "the run was watched");
    assertEquals(expected, hashes(remote));
    assertTrue(Storage.readText(remote + "/report/index.html").contains("</html>"));
    for (String dataset : DATASETS) {
      assertEquals(List.of(), Storage.list(remote + "/" + dataset, ".part*"), "left over");
    }
  }

  /** Whatever has its name is whole: shards bear their bytes, a manifest has all its shards. */
  private static void lookAt(String output, Map<String, String> expected) {
    for (String dataset : DATASETS) {
      String folder = output + "/" + dataset;
      if (DatasetFolder.peek(folder).isPresent()) {
        DatasetFolder.open(folder);
      }
    }
    for (String shard : shards(output)) {
      assertEquals(expected.get(relative(output, shard)), Storage.sha256(shard), shard);
    }
  }

  private static List<String> shards(String output) {
    List<String> shards = new ArrayList<>();
    for (String dataset : DATASETS) {
      shards.addAll(Storage.list(output + "/" + dataset, "part-*.parquet"));
    }
    return shards;
  }

  private static String relative(String output, String path) {
    // a file system may spell the scheme in another way
    int at = path.indexOf(output.substring(output.lastIndexOf('/')));
    return path.substring(at + output.length() - output.lastIndexOf('/') + 1);
  }

  /** SHA-256 of every shard as the manifests say and as the files are, and of the results. */
  private static SortedMap<String, String> hashes(String output) {
    SortedMap<String, String> hashes = new TreeMap<>();
    Set<String> listed = new HashSet<>();
    for (String dataset : DATASETS) {
      Manifest manifest = DatasetFolder.open(output + "/" + dataset).manifest();
      manifest
          .shards()
          .forEach(
              shard -> {
                String name = dataset + "/" + shard.path();
                listed.add(name);
                hashes.put(name, Storage.sha256(output + "/" + name));
                assertEquals(shard.sha256(), hashes.get(name), name);
              });
    }
    for (String shard : shards(output)) {
      assertTrue(listed.contains(relative(output, shard)), "in no manifest: " + shard);
    }
    FILES.forEach(name -> hashes.put(name, Storage.sha256(output + "/" + name)));
    return hashes;
  }

  private Process run(String output, String name) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            "org.fieldbeam.cli.Main",
            "run",
            file.toString(),
            "--parallelism",
            "2",
            "--output",
            output);
    builder.environment().put("FIELDBEAM_STORAGE", storageOptions());
    builder.environment().putAll(environment());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(temporary.resolve(name + ".log").toFile())
        .start();
  }

  private void finish(Process process) throws Exception {
    assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES), "no end");
    // 3: such short chains need not pass every check
    assertTrue(
        process.exitValue() == 0 || process.exitValue() == 3, () -> log("local") + log("last"));
  }

  private String log(String name) {
    Path log = temporary.resolve(name + ".log");
    return Files.exists(log) ? Storage.readText(log.toString()) : "";
  }
}
