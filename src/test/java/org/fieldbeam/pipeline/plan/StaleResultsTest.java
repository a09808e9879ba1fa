package org.fieldbeam.pipeline.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.plan.PlannedStage.State;
import org.fieldbeam.pipeline.run.PipelineRun;
import org.fieldbeam.pipeline.stage.StageKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A finished output stands only for what it was made of: what is changed in it is an error, and
 * what is changed in what it was made of has it made anew, and all that was made of it.
 */
class StaleResultsTest {
  private static final String HEAD = "name: toy\nseed: 1\nstages:\n";

  private static final String GENERATE =
      "  - generate: {into: hmc, lattice: [4, 4], action: {phi4: {kappa: 0.2, lambda: 0.1}},"
          + " algorithm: hmc, chains: 16, chainsPerShard: 8, configurations: 20}\n"
          + "  - train: {from: hmc, into: score, model: {effectiveAction: {levels: 4, operators:"
          + " [f4]}}}\n";

  private static final String SAMPLE =
      "  - sample: {model: %s, into: proposals, sampler: {flow: {integrator: heun}}, configurations:"
          + " 64, configurationsPerShard: 32}\n"
          + "  - correct: {from: proposals, into: exact, method: metropolis}\n"
          + "  - measure: {from: [exact, %s], into: observables}\n";

  private static final String WHOLE = HEAD + GENERATE + SAMPLE.formatted("score", "hmc");

  @TempDir static Path finished;
  @TempDir Path folder;

  @BeforeAll
  static void runOnce() throws InterruptedException {
    run(WHOLE, finished.toString());
  }

  /** Names of the stages that really ran. */
  private static List<String> run(String file, String output) throws InterruptedException {
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

  private static Map<String, State> states(String file, String output) {
    Map<String, State> states = new TreeMap<>();
    Planner.plan(PipelineFile.parse(file, "toy.yaml"), output)
        .stages()
        .forEach(stage -> states.put(stage.spec().into(), stage.state()));
    return states;
  }

  private static void assertStale(String file, String output, String... stale) {
    states(file, output)
        .forEach(
            (stage, state) ->
                assertEquals(
                    List.of(stale).contains(stage) ? State.STALE : State.DONE, state, stage));
  }

  /** The finished run in a folder that a test may spoil. */
  private String copy() throws IOException {
    Path copy = folder.resolve("out");
    try (Stream<Path> files = Files.walk(finished)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(finished.relativize(file).toString()));
      }
    }
    return copy.toString();
  }

  /** Another digit in the last number. */
  private static void edit(String file) {
    String text = Storage.readText(file);
    int digit = text.length() - 1;
    while (!Character.isDigit(text.charAt(digit))) {
      digit--;
    }
    char other = text.charAt(digit) == '7' ? '8' : '7';
    Storage.writeText(file, text.substring(0, digit) + other + text.substring(digit + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"observables/estimates.json", "observables/checks.json", "score/model.json"})
  void anEditedOutputIsRefused(String file) throws IOException {
    String output = copy();
    assertStale(WHOLE, output);
    edit(Storage.resolve(output, file));
    UserException e = assertThrows(UserException.class, () -> states(WHOLE, output));
    assertTrue(e.getMessage().contains("was changed after the stage had written"), e.getMessage());
    assertTrue(e.getMessage().contains(file), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"observables/exact", "hmc", "proposals", "exact"})
  void anEditedManifestIsRefused(String dataset) throws IOException {
    String output = copy();
    String file = DatasetFolder.manifestPath(Storage.resolve(output, dataset));
    String text = Storage.readText(file);
    String empty = "\"extra\":{ }";
    Storage.writeText(
        file,
        text.contains(empty)
            ? text.replace(empty, "\"extra\":{\"colour\":1}")
            : text.replace("\"extra\":{", "\"extra\":{\"colour\":1,"));
    UserException e = assertThrows(UserException.class, () -> states(WHOLE, output));
    assertTrue(
        e.getMessage().contains("manifest was changed after it was written"), e.getMessage());
    // with a checksum that fits it is not what the stage wrote all the same
    TreeMap<String, Object> tree =
        new TreeMap<>(Json.parseObject(Storage.readText(file), file).tree());
    tree.remove("checksum");
    Storage.writeText(file, Json.pretty(tree));
    e = assertThrows(UserException.class, () -> states(WHOLE, output));
    assertTrue(e.getMessage().contains("was changed after the stage had written"), e.getMessage());
  }

  @Test
  void aDeletedOutputIsMadeAgainAndIsTheSame() throws Exception {
    String output = copy();
    for (String[] each :
        new String[][] {
          {"observables/estimates.json", "observables"},
          {"observables/checks.json", "observables"},
          {"score/model.json", "score"}
        }) {
      Path file = Path.of(output, each[0]);
      byte[] before = Files.readAllBytes(file);
      Files.delete(file);
      assertEquals(State.PARTIAL, states(WHOLE, output).get(each[1]));
      assertEquals(List.of(each[1]), run(WHOLE, output));
      assertArrayEquals(before, Files.readAllBytes(file));
      assertStale(WHOLE, output);
    }
  }

  /** A model from elsewhere: what was sampled of it before is not corrected and measured again. */
  @Test
  void anEditedModelHasAllThatFollowsMadeAnew() throws Exception {
    String output = copy();
    String model = folder.resolve("model").toString();
    Storage.writeText(
        model + "/model.json", Storage.readText(Storage.resolve(output, "score/model.json")));
    String file = HEAD + SAMPLE.formatted(model, Storage.resolve(output, "hmc"));
    String other = folder.resolve("other").toString();
    run(file, other);
    assertStale(file, other);
    edit(model + "/model.json");
    assertStale(file, other, "proposals", "exact", "observables");
  }

  /** Of a network the file with the TorchScript belongs to the model. */
  @Test
  void aNetworkIsItsScriptToo() {
    String model = folder.resolve("network").toString();
    Storage.writeText(model + "/model.pt", "TorchScript");
    Storage.writeText(
        model + "/model.json",
        """
        {"format": "fieldbeam.scoreNetwork", "version": 1, "kind": "torchScript",
         "lattice": [4, 4], "diffusion": {"name": "vp", "parameters": {"beta": 20.0}},
         "action": {"name": "phi4", "parameters": {"kappa": 0.2, "lambda": 0.1}},
         "firstTime": 0.01, "evaluationBatch": 64, "training": {"file": "x.pt"}, "script": "model.pt",
         "scriptSha256": "%s", "trusted": true}
        """
            .formatted(Storage.sha256(model + "/model.pt")));
    String file = HEAD + "  - sample: {model: %s, into: p, configurations: 8}\n".formatted(model);
    String output = folder.resolve("other").toString();
    assertEquals(State.NEW, states(file, output).get("p"));
    Storage.writeText(model + "/model.pt", "TorchScripu");
    UserException e = assertThrows(UserException.class, () -> states(file, output));
    assertTrue(e.getMessage().contains("not the one that model.json speaks of"), e.getMessage());
  }

  static Stream<Map<String, Object>> contents() {
    return Stream.of(Map.of("acceptance", 0.5), Map.of("checks", List.of()));
  }

  /** Of datasets from outside all counts, not the shards alone. */
  @ParameterizedTest
  @MethodSource("contents")
  void aDatasetIsMoreThanItsShards(Map<String, Object> extra) throws Exception {
    String dataset = Storage.resolve(copy(), "hmc");
    Storage.delete(dataset + "/" + StageMarker.FILE_NAME);
    String file = HEAD + "  - measure: {from: %s, into: m}\n".formatted(dataset);
    String other = folder.resolve("other").toString();
    run(file, other);
    assertStale(file, other);
    DatasetFolder now = DatasetFolder.open(dataset);
    DatasetFolder.commit(dataset, now.info(), now.manifest().shards(), Map.of());
    assertStale(file, other); // the same, written at another time
    DatasetFolder.commit(dataset, now.info(), now.manifest().shards(), extra);
    assertStale(file, other, "m");
  }

  /** A stage that came out differently, as other versions and machines may make it. */
  @Test
  void whatWasMadeOfOtherNumbersIsMadeAnew() throws Exception {
    String output = copy();
    String proposals = Storage.resolve(output, "proposals");
    DatasetFolder now = DatasetFolder.open(proposals);
    Map<String, Object> extra = new TreeMap<>(now.manifest().extra());
    extra.put("colour", "red");
    DatasetFolder.commit(proposals, now.info(), now.manifest().shards(), extra);
    StageMarker marker = StageMarker.read(proposals).orElseThrow();
    marker.completed(proposals, marker.read(), marker.outputs().keySet()).write(proposals);
    // the chain of the corrected ensemble is found stale when its proposals are known
    assertEquals(State.STALE, states(WHOLE, output).get("exact"));
    assertEquals(List.of("exact", "observables"), run(WHOLE, output));
    assertStale(WHOLE, output);
  }

  @Test
  void everyKindOfStageHasARevision() {
    for (PlannedStage stage :
        Planner.plan(PipelineFile.parse(WHOLE, "toy.yaml"), finished.toString()).stages()) {
      assertTrue(StageKind.all().get(stage.spec().kind()).revision() > 0, stage.spec().kind());
    }
  }
}
