package org.fieldbeam.pipeline.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.plan.PlannedStage.State;
import org.fieldbeam.pipeline.run.PipelineRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
  private static final String FILE =
      """
      name: toy
      seed: 1
      stages:
        - generate:
            into: a
            lattice: [4, 4]
            action: {phi4: {kappa: 0.2, lambda: 0.1}}
            algorithm: hmc
            chains: 8
            chainsPerShard: 4
            thermalization: 5
            configurations: 20
        - generate:
            into: b
            lattice: [4, 4]
            action: {phi4: {kappa: 0.2, lambda: 0.1}}
            algorithm: hmc
            chains: 8
            chainsPerShard: 4
            thermalization: 5
            configurations: 20
            start: {from: a}
        - measure: {from: [a, b], into: m}
      """;

  @TempDir Path folder;
  private String output;

  /** A figure may read a folder outside the pipeline; it must hold what the figure draws. */
  @Test
  void figuresOfFoldersAreCheckedBeforeAnythingRuns() throws Exception {
    String elsewhere = folder.resolve("elsewhere/m").toString();
    String file =
        FILE
            + "  - report: {figures: [{compare: {title: t, from: "
            + elsewhere
            + ", rows: [{quantity: x, dataset: a, observable: phi2}]}}]}\n";
    PipelineSpec spec = PipelineFile.parse(file, "toy.yaml");
    UserException missing = assertThrows(UserException.class, () -> Planner.plan(spec, output));
    assertTrue(missing.getMessage().contains(elsewhere), missing.getMessage());
    assertTrue(missing.getMessage().contains("a set of measurements"), missing.getMessage());
    Files.createDirectories(folder.resolve("elsewhere/m"));
    Files.writeString(folder.resolve("elsewhere/m/estimates.json"), "[]");
    UserException empty = assertThrows(UserException.class, () -> Planner.plan(spec, output));
    assertTrue(empty.getMessage().contains("not measured"), empty.getMessage());
    for (String form :
        List.of("", "x", "{}", "[1]", "[{}]", "[{\"dataset\": 1}]", "[[]]", "null")) {
      Files.writeString(folder.resolve("elsewhere/m/estimates.json"), form);
      UserException other = assertThrows(UserException.class, () -> Planner.plan(spec, output));
      assertTrue(other.getMessage().contains("elsewhere/m/estimates.json"), other.getMessage());
    }
    EstimatesFile.write(
        folder.resolve("elsewhere/m").toString(),
        List.of(new EstimatesFile.Entry("a", "phi2", Estimate.independent(1, 0.1, 10), List.of())));
    Planner.plan(spec, output);
  }

  @BeforeEach
  void output() {
    output = folder.resolve("out put").toString();
  }

  /** Names of the stages that really ran. */
  private List<String> run(String file) throws InterruptedException {
    List<String> ran = new ArrayList<>();
    PipelineRun.Listener listener =
        new PipelineRun.Listener() {
          @Override
          public void skipped(PlannedStage stage) {}

          @Override
          public void started(PlannedStage stage) {
            ran.add(stage.spec().into());
          }

          @Override
          public void progress(PlannedStage stage, Progress.Snapshot snapshot) {}

          @Override
          public void finished(PlannedStage stage) {}
        };
    new PipelineRun(() -> Runners.direct(2), listener, (plan, stage) -> {})
        .run(PipelineFile.parse(file, "toy.yaml"), output);
    return ran;
  }

  private List<State> states(String file) {
    return plan(file).stages().stream().map(PlannedStage::state).toList();
  }

  private Plan plan(String file) {
    return Planner.plan(PipelineFile.parse(file, "toy.yaml"), output);
  }

  private String refused(String file) {
    return assertThrows(UserException.class, () -> plan(file)).getMessage();
  }

  private Map<String, String> shardHashes() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of(output))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        hashes.put(Path.of(output).relativize(file).toString(), Storage.sha256(file.toString()));
      }
    }
    return hashes;
  }

  @Test
  void finishedStagesAreSkippedAndLostShardsComeBackAsTheyWere() throws Exception {
    assertEquals(List.of(State.NEW, State.NEW, State.NEW), states(FILE));
    assertEquals(List.of("a", "b", "m"), run(FILE));
    Map<String, String> before = shardHashes();
    assertEquals(8, before.size(), before::toString);
    assertEquals(List.of(), run(FILE));

    // as a killed run leaves it: no manifest, a shard missing, another stage not begun
    Path stage = Path.of(output, "b");
    new StageMarker("toy", "generate", plan(FILE).stages().get(1).inputHash(), false)
        .write(stage.toString());
    Files.delete(stage.resolve("_manifest.json"));
    Files.delete(stage.resolve("part-00001-of-00002.parquet"));
    assertEquals(List.of(State.DONE, State.PARTIAL, State.DONE), states(FILE));
    assertEquals(List.of("b"), run(FILE));
    assertEquals(before, shardHashes());
  }

  @Test
  void aChangedStageIsRedoneWithAllThatFollowsAndForeignFilesStay() throws Exception {
    run(FILE);
    Path note = Files.writeString(Path.of(output, "a", "note.txt"), "mine");
    String first = DatasetFolder.open(Path.of(output, "a").toString()).info().inputHash();
    String changed = FILE.replaceFirst("configurations: 20", "configurations: 21");
    assertEquals(List.of(State.STALE, State.STALE, State.STALE), states(changed));
    assertEquals(List.of("a", "b", "m"), run(changed));
    assertEquals("mine", Files.readString(note));
    DatasetFolder redone = DatasetFolder.open(Path.of(output, "a").toString());
    assertNotEquals(first, redone.info().inputHash());
    assertEquals(8 * 21, redone.manifest().rows());

    String onlySecond = changed.replace("start: {from: a}", "start: cold");
    assertEquals(List.of(State.DONE, State.STALE, State.STALE), states(onlySecond));
  }

  @Test
  void hashesDependOnMeaningAndSeedAlone() {
    String hash = plan(FILE).stages().get(2).inputHash();
    assertEquals(hash, plan("# a comment\n" + FILE).stages().get(2).inputHash());
    assertEquals(hash, plan(FILE.replace("name: toy", "name: x")).stages().get(2).inputHash());
    assertNotEquals(hash, plan(FILE.replace("seed: 1", "seed: 2")).stages().get(2).inputHash());
    String parent = FILE.replaceFirst("kappa: 0.2,", "kappa: 0.21,");
    assertNotEquals(hash, plan(parent).stages().get(2).inputHash());
  }

  /** A kernel is looked at before anything runs, and its numbers are what the stage depends on. */
  @Test
  void theMatrixOfAKernelIsAnInput() throws IOException {
    Path kernel = folder.resolve("k.npy");
    String file =
        """
        name: toy
        seed: 1
        stages:
          - generate:
              into: a
              lattice: [2]
              action: {free: {kappa: 0.2}}
              algorithm: {kernelLangevin: {step: 0.1, matrix: FILE}}
              chains: 8
              thermalization: 5
              configurations: 20
        """
            .replace("FILE", kernel.toString());
    assertTrue(refused(file).contains("no such matrix file"));
    writeMatrix(kernel, 2, 0.5, 0.5, 1);
    String hash = plan(file).stages().get(0).inputHash();
    assertEquals(hash, plan(file).stages().get(0).inputHash());
    writeMatrix(kernel, 2, 0.5, 0.5, 1.25);
    assertNotEquals(hash, plan(file).stages().get(0).inputHash());
    writeMatrix(kernel, 2, 1.5, 1.5, 1);
    assertTrue(refused(file).contains("not positive definite"));
    writeMatrix(kernel, 2, 1, 0.5, 1);
    assertTrue(refused(file).contains("not symmetric"));
    assertTrue(refused(file.replace("[2]", "[3]")).contains("wrong shape"));
  }

  private static void writeMatrix(Path file, double... values) throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + 8 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    bytes.asDoubleBuffer().put(values);
    Files.write(file, bytes.array());
  }

  @Test
  void foreignFolderIsLeftAlone() throws IOException {
    Path there = Files.createDirectories(Path.of(output, "a"));
    assertEquals(State.NEW, states(FILE).get(0), "an empty folder is in nobody's way");
    Files.writeString(there.resolve("thesis.tex"), "x");
    String message = refused(FILE);
    assertTrue(message.contains("did not write is in the way"), message);
    assertTrue(message.contains(there.toString()), message);
    assertTrue(Files.exists(there.resolve("thesis.tex")));
  }

  @Test
  void outputOfAnotherPipelineIsLeftAlone() throws Exception {
    run(FILE);
    String message = refused(FILE.replace("name: toy", "name: other"));
    assertTrue(message.contains("belongs to another pipeline"), message);
    assertTrue(message.contains("'toy'"), message);
  }

  @Test
  void datasetWithoutOurMarkerIsLeftAlone() throws Exception {
    run(FILE);
    Files.delete(Path.of(output, "a", StageMarker.FILE_NAME));
    assertTrue(refused(FILE).contains("did not write is in the way"));
  }

  @Test
  void manifestOfOtherInputs() throws Exception {
    run(FILE);
    Files.copy(
        Path.of(output, "b", "_manifest.json"),
        Path.of(output, "a", "_manifest.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String message = refused(FILE);
    assertTrue(message.contains("manifest is of another pipeline or other inputs"), message);
  }

  @Test
  void damagedOutputs() throws Exception {
    run(FILE);
    Path shard = Path.of(output, "a", "part-00000-of-00002.parquet");
    byte[] good = Files.readAllBytes(shard);
    Files.write(shard, java.util.Arrays.copyOf(good, good.length - 10));
    String message = refused(FILE);
    assertTrue(message.contains(shard.toString()), message);
    assertTrue(message.contains("another length"), message);
    Files.write(shard, good);
    assertEquals(State.DONE, states(FILE).get(0));
    assertArrayEquals(good, Files.readAllBytes(shard));

    Path manifest = Path.of(output, "a", "_manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.substring(0, text.length() / 2));
    assertTrue(refused(FILE).contains("not valid JSON"));
    // what the errors advise: a deleted manifest has the shards looked at again
    Files.delete(manifest);
    Files.write(shard, java.util.Arrays.copyOf(good, good.length - 10));
    assertEquals(State.PARTIAL, states(FILE).get(0));
    assertEquals(List.of("a"), run(FILE));
    assertArrayEquals(good, Files.readAllBytes(shard));
  }

  @Test
  void outputThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    output = file.resolve("below").toString();
    String message = refused(FILE);
    assertTrue(message.contains("not writable") && message.contains("is no folder"), message);
    output = "/proc/fieldbeam"; // read-only whoever runs the test
    if (Files.isDirectory(Path.of("/proc"))) {
      assertThrows(
          UserException.class, () -> run(FILE), "a folder that only fails when it is made");
    }
  }

  @Test
  void datasetsOutsideThePipeline() throws Exception {
    run(FILE);
    String outside = Path.of(output, "a").toString();
    String file =
        "name: outer\nseed: 1\nstages:\n  - measure: {from: ['" + outside + "'], into: m}\n";
    output = folder.resolve("other").toString();
    assertEquals(List.of("m"), run(file));
    assertTrue(
        refused(file.replace(outside, folder.resolve("none").toString()))
            .startsWith("toy.yaml:4:22: measure: no dataset here"));
    assertTrue(
        refused(file.replace(outside, Path.of(output, "m", "a").toString()))
            .contains("measure cannot read this dataset"));
  }

  @Test
  void costsAreThoseOfWhatIsWritten() throws Exception {
    String bigger =
        FILE.replace("[4, 4]", "[16, 16]").replace("configurations: 20", "configurations: 200");
    run(bigger);
    for (PlannedStage stage : plan(bigger).stages().subList(0, 2)) {
      DatasetFolder dataset = DatasetFolder.open(stage.folder());
      assertEquals(dataset.manifest().rows(), stage.cost().rows());
      assertEquals(dataset.shardCount(), stage.cost().shards());
      double ratio = (double) stage.cost().bytes() / dataset.manifest().bytes();
      assertTrue(ratio > 0.9 && ratio < 1.3, "estimate over truth: " + ratio);
    }
    assertFalse(plan(bigger).stages().get(2).cost().shards() == 0);
  }
}
