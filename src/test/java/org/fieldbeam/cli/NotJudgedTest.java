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
import org.fieldbeam.data.Json;
import org.fieldbeam.data.JsonObject;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run too small to say anything ends well, and says nothing. */
class NotJudgedTest {
  private static final String PIPELINE =
      """
      name: toy
      seed: 1
      output: '%s'
      stages:
        - generate:
            into: hmc
            lattice: [4, 4]
            action: {phi4: {kappa: 0.2, lambda: 1.0}}
            algorithm: {hmc: {length: 1.0, steps: 10}}
            chains: %d
            configurations: %d
        - measure: {from: hmc, into: observables}
        - report: {}
      """;

  @TempDir Path folder;

  private String run(String... arguments) {
    StringWriter results = new StringWriter();
    StringWriter messages = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(results), new PrintWriter(messages), false, System::nanoTime);
    assertEquals(0, Main.execute(terminal, arguments), () -> results.toString() + messages);
    return results.toString();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "1, 2", "3, 3"})
  void aTinyRunPassesNoCheck(int chains, int configurations) throws IOException {
    Path output = folder.resolve("out");
    Path file =
        Files.writeString(
            folder.resolve("toy.yaml"), PIPELINE.formatted(output, chains, configurations));
    String text = run("run", file.toString());
    assertTrue(text.contains("checks: 0 passed, 11 not judged, 0 failed"), text);
    JsonObject json = Json.parseObject(run("run", file.toString(), "--json"), "results");
    for (JsonObject check : json.objects("checks")) {
      assertTrue(check.keys().contains("passed"));
      assertNull(check.tree("passed"), check.tree().toString());
      assertNull(check.tree("value"), check.tree().toString());
    }
    String report = Files.readString(output.resolve("report/index.html"));
    assertTrue(report.contains("<p class=\"verdict open\">"), "the verdict is open");
    assertTrue(report.contains("– not judged"));
    assertFalse(report.contains("✓ passed"));
  }
}
