package org.fieldbeam.data.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.DatasetSummary;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verification passes what is right, and names what is not. */
class DatasetVerifierTest {
  private static final int[] SHAPE = {4, 6};

  @TempDir Path folder;

  @Test
  void aRightDatasetPasses() {
    DatasetFolder dataset = write(0);
    List<DatasetVerifier.Finding> findings = DatasetVerifier.verify(dataset.path());
    assertTrue(DatasetVerifier.passed(findings), findings.toString());
    assertTrue(
        findings.stream().anyMatch(finding -> finding.what().endsWith(" action")),
        "the action is recomputed: " + findings);
    DatasetSummary summary = DatasetSummary.of(dataset.path());
    assertEquals(20, summary.manifest().rows());
    assertEquals("list<double>", summary.columns().get("field"));
    assertEquals("double?", summary.columns().get("action"));
    assertTrue(String.join("\n", summary.lines()).contains("\"kappa\":0.26"));
    assertEquals(20L, ((Map<?, ?>) Json.normalize(summary.tree())).get("rows"));
  }

  @Test
  void manifestsHaveTheKeysOfTheirSchema() {
    JsonObject schema = schema("manifest");
    JsonObject manifest =
        Json.parseObject(Storage.readText(DatasetFolder.manifestPath(write(0).path())), "manifest");
    assertEquals(schema.object("properties").keys(), manifest.keys());
    List<String> required = new ArrayList<>(schema.strings("required"));
    required.add("checksum"); // which manifests of before there was one do not have
    assertEquals(required.stream().sorted().toList(), manifest.keys());
    JsonObject shard = schema.object("properties").object("shards").object("items");
    assertEquals(shard.object("properties").keys(), manifest.objects("shards").get(0).keys());
  }

  @Test
  void estimatesHaveTheKeysOfTheirSchema() {
    EstimatesFile.write(
        folder.toString(),
        List.of(new EstimatesFile.Entry("hmc", "M", Estimate.independent(0, 1, 10), List.of())));
    String file = EstimatesFile.path(folder.toString());
    Object entry = ((List<?>) Json.parse(Storage.readText(file), file)).get(0);
    assertEquals(
        schema("estimates").object("items").object("properties").keys(),
        JsonObject.of(entry, file).keys());
  }

  private static JsonObject schema(String name) {
    String file = "schemas/" + name + ".schema.json";
    return Json.parseObject(Storage.readText(file), file);
  }

  @Test
  void aWrongActionFails() {
    assertFails(write(1e-6), "action");
  }

  @Test
  void aFlippedBitFails() throws IOException {
    DatasetFolder dataset = write(0);
    Path shard = Path.of(dataset.shardPath(0));
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 10] ^= 8;
    Files.write(shard, bytes);
    assertFails(dataset, "sha256");
    assertFails(dataset, "content");
  }

  @Test
  void aShardOfAnotherDatasetFails() {
    DatasetFolder dataset = write(0);
    DatasetInfo other =
        DatasetInfo.of(DatasetKind.ENSEMBLE, "hmc", "generate", "another hash", SHAPE);
    TestData.write(folder.toString(), other, 0, 1, TestData.configurations(3, 20, SHAPE), 8);
    assertFails(dataset, "footer");
  }

  @Test
  void aMissingShardFails() throws IOException {
    DatasetFolder dataset = write(0);
    Files.delete(Path.of(dataset.shardPath(0)));
    assertFails(dataset, "file");
  }

  private static void assertFails(DatasetFolder dataset, String what) {
    List<DatasetVerifier.Finding> findings = DatasetVerifier.verify(dataset.path());
    assertFalse(DatasetVerifier.passed(findings));
    assertTrue(
        findings.stream().anyMatch(f -> !f.passed() && f.what().endsWith(" " + what)),
        findings.toString());
  }

  private DatasetFolder write(double wrong) {
    DatasetInfo info = TestData.ensembleInfo(SHAPE);
    Action action = DatasetActions.find(info).orElseThrow();
    List<Configuration> rows = new ArrayList<>();
    double[] value = new double[1];
    for (Configuration row : TestData.configurations(3, 20, SHAPE)) {
      action.action(row.field(), 1, value);
      rows.add(
          new Configuration(
              row.chain(),
              row.step(),
              SHAPE,
              row.field(),
              value[0] * (1 + wrong),
              row.accepted(),
              row.deltaH(),
              row.logQ(),
              row.logWeight()));
    }
    ShardEntry entry = TestData.write(folder.toString(), info, 0, 1, rows, 8);
    return DatasetFolder.commit(folder.toString(), info, List.of(entry), Map.of());
  }
}
