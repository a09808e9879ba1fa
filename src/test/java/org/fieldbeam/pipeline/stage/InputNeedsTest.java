package org.fieldbeam.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.Planner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stages lack is found by the plan, before anything runs. */
class InputNeedsTest {
  private static final int ROWS = 40;

  @TempDir Path folder;

  @BeforeEach
  void datasets() {
    Map<String, Object> action =
        Map.of("name", "phi4", "parameters", Map.of("kappa", 0.2, "lambda", 0.1));
    DatasetInfo bare = DatasetInfo.of(DatasetKind.ENSEMBLE, "bare", "import", "abcd", 4, 4);
    write(bare, "bare");
    write(bare.with(DatasetInfo.ACTION, action), "known");
  }

  private void write(DatasetInfo info, String name) {
    String path = folder.resolve(name).toString();
    try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(path, info, 0, 1)) {
      for (int row = 0; row < ROWS; row++) {
        double[] field = new double[16];
        field[0] = row;
        writer.write(
            EnsembleBatch.of(
                new Configuration(
                    row / 4, row % 4, new int[] {4, 4}, field, null, null, null, null, null)));
      }
      DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
  }

  private Plan plan(String stages) {
    String text =
        "name: toy\nseed: 1\nstages:\n"
            + stages
                .indent(2)
                .replace("BARE", "'" + folder.resolve("bare") + "'")
                .replace("KNOWN", "'" + folder.resolve("known") + "'")
                .replace("MODEL", "'" + folder.resolve("model") + "'");
    return Planner.plan(PipelineFile.parse(text, "toy.yaml"), folder.resolve("out").toString());
  }

  private static final String GENERATE =
      "- generate: {into: g, lattice: [4, 4], action: {phi4: {kappa: 0.2, lambda: 0.1}}, algorithm:"
          + " hmc, chains: %d, configurations: 2, start: {from: %s}}\n";

  /** Each ends in a stage that needs an action which nothing names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "- measure: {from: [BARE], into: m}",
        "- measure: {from: [KNOWN, BARE], into: m}",
        "- train: {from: BARE, into: s, model: {effectiveAction: {}}}",
        "- correct: {from: BARE, into: c}",
        """
        - prepare: {from: BARE, into: p, diffusion: {vp: {beta: 20}}}
        - train: {from: p, into: s, model: {effectiveAction: {}}}
        """,
        """
        - prepare: {from: BARE, into: p, diffusion: {vp: {beta: 20}}}
        - train: {from: p, into: s, model: {mlp: {}}}
        - sample: {model: s, into: q, configurations: 8, sampler: {flow: {steps: 4}}}
        - measure: {from: [q], into: m}
        """,
        """
        - sample: {model: MODEL, into: q, configurations: 8, sampler: {flow: {steps: 4}}}
        - measure: {from: [q], into: m}
        """,
      })
  void unknownAction(String stages) {
    writeModel("");
    UserException e = assertThrows(UserException.class, () -> plan(stages));
    assertTrue(e.getMessage().contains("needs the action"), e.getMessage());
    assertTrue(e.getMessage().contains("toy.yaml:"), e.getMessage());
    assertTrue(
        e.getMessage().contains(stages.contains("MODEL") ? "model" : "bare"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- measure: {from: [KNOWN], into: m}",
        "- train: {from: KNOWN, into: s, model: {effectiveAction: {}}}",
        """
        - train: {from: BARE, into: s, model: {effectiveAction: {action: fitted}}}
        - sample: {model: s, into: q, configurations: 8}
        - correct: {from: q, into: c}
        - measure: {from: [q, c], into: m}
        """,
        """
        - prepare: {from: BARE, into: p, diffusion: {vp: {beta: 20}}}
        - train: {from: p, into: s, model: {mlp: {}}}
        - sample: {model: s, into: q, configurations: 8, sampler: {flow: {steps: 4}}}
        """,
        """
        - sample: {model: MODEL, into: q, configurations: 8, sampler: {flow: {steps: 4}}}
        - measure: {from: [q], into: m}
        """,
      })
  void knownOrUnneeded(String stages) {
    writeModel(
        "\"action\": {\"name\": \"phi4\", \"parameters\": {\"kappa\": 0.2, \"lambda\": 0.1}},");
    assertEquals(stages.strip().lines().count(), plan(stages).stages().size());
  }

  /** A network from elsewhere; of model.pt a plan looks at its hash only. */
  private void writeModel(String action) {
    String script = folder.resolve("model/model.pt").toString();
    Storage.writeText(script, "TorchScript");
    Storage.writeText(
        folder.resolve("model/model.json").toString(),
        """
        {"format": "fieldbeam.scoreNetwork", "version": 1, "kind": "torchScript", %s
         "lattice": [4, 4], "diffusion": {"name": "vp", "parameters": {"beta": 20.0}},
         "firstTime": 0.01, "evaluationBatch": 64, "training": {"file": "x.pt"}, "script": "model.pt",
         "scriptSha256": "%s", "trusted": true}
        """
            .formatted(action, Storage.sha256(script)));
  }

  @Test
  void moreChainsThanConfigurationsToStartFrom() {
    plan(GENERATE.formatted(ROWS, "BARE"));
    UserException outside =
        assertThrows(UserException.class, () -> plan(GENERATE.formatted(ROWS + 1, "KNOWN")));
    assertTrue(outside.getMessage().contains("41 chains, 40 configurations"), outside.getMessage());
    String earlier = GENERATE.formatted(ROWS, "BARE");
    String later = GENERATE.replace("into: g", "into: h");
    plan(earlier + later.formatted(2 * ROWS, "g"));
    UserException inside =
        assertThrows(UserException.class, () -> plan(earlier + later.formatted(2 * ROWS + 1, "g")));
    assertTrue(inside.getMessage().contains("81 chains, 80 configurations"), inside.getMessage());
  }
}
