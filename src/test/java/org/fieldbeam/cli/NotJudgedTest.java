package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs too small to say anything end well, and say nothing. */
class NotJudgedTest {
  /** Chains and configurations of each. */
  private static final int[][] SIZES = {{1, 1}, {2, 1}, {1, 2}, {3, 3}};

  private static final int CHECKS = 11;

  @TempDir Path folder;

  private String run(String... arguments) {
    StringWriter results = new StringWriter();
    StringWriter messages = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(results), new PrintWriter(messages), false, System::nanoTime);
    assertEquals(0, Main.execute(terminal, arguments), () -> results.toString() + messages);
    return results.toString();
  }

  private static String stages() {
    StringBuilder stages = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (int[] size : SIZES) {
      String name = "of" + size[0] + "x" + size[1];
      names.add(name);
      stages.append(
          """
            - generate:
                into: %s
                lattice: [4, 4]
                action: {phi4: {kappa: 0.2, lambda: 1.0}}
                algorithm: {hmc: {length: 1.0, steps: 10}}
                thermalization: 50
                chains: %d
                configurations: %d
          """
              .formatted(name, size[0], size[1]));
    }
    return stages + "  - measure: {from: " + names + ", into: observables}\n  - report: {}\n";
  }

  @Test
  void tinyRunsPassNoCheck() throws IOException {
    Path output = folder.resolve("out");
    Path file =
        Files.writeString(
            folder.resolve("toy.yaml"),
            "name: toy\nseed: 1\noutput: '" + output + "'\nstages:\n" + stages());
    String text = run("run", file.toString());
    List<JsonObject> checks =
        Json.parseObject(run("run", file.toString(), "--json"), "results").objects("checks");
    assertTrue(text.contains("checks: 0 passed, " + checks.size() + " not judged, 0 failed"), text);
    Map<String, Integer> counts = new TreeMap<>();
    for (JsonObject check : checks) {
      assertTrue(check.keys().contains("passed"));
      assertNull(check.tree("passed"), check.tree().toString());
      assertNull(check.tree("value"), check.tree().toString());
      boolean ofPair = check.string("check").equals("agreement");
      counts.merge(check.string("dataset"), ofPair ? 0 : 1, Integer::sum);
    }
    assertEquals(
        Arrays.stream(SIZES).collect(Collectors.toMap(s -> "of" + s[0] + "x" + s[1], s -> CHECKS)),
        counts);
    String report = Files.readString(output.resolve("report/index.html"));
    assertTrue(report.contains("<p class=\"verdict open\">"), "the verdict is open");
    assertTrue(report.contains("– not judged"));
    assertFalse(report.contains("✓ passed"));
  }
}
