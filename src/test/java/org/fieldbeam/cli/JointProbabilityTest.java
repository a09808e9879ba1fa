package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last row of the table that a run prints: one probability for each column of pulls. */
class JointProbabilityTest {
  /** A Langevin equation at a large step is biased on purpose; hot and other have other laws. */
  private static final String PIPELINE =
      """
      name: joint
      seed: 1
      output: '%s'
      stages:
        - generate: {into: hmc, lattice: [2, 2], action: {phi4: {kappa: 0.2, lambda: 0.5}}, algorithm: {hmc: {length: 1.0, steps: 10}}, chains: 64, configurations: 64}
        - generate: {into: again, lattice: [2, 2], action: {phi4: {kappa: 0.2, lambda: 0.5}}, algorithm: {hmc: {length: 1.0, steps: 10}}, chains: 64, configurations: 64}
        - generate: {into: rough, lattice: [2, 2], action: {phi4: {kappa: 0.2, lambda: 0.5}}, algorithm: {langevin: {step: 0.05}}, chains: 64, configurations: 64, stride: 20}
        - generate: {into: other, lattice: [2, 2], action: {phi4: {kappa: 0.1, lambda: 0.5}}, algorithm: {hmc: {length: 1.0, steps: 10}}, chains: 64, configurations: 64}
        - measure: {from: [hmc, again, rough, other], into: observables, expect: [{dataset: rough, fails: [schwingerDyson]}]}
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

  @Test
  void aTableEndsWithTheJointProbabilities() throws IOException {
    Path output = folder.resolve("out");
    Path file = Files.writeString(folder.resolve("joint.yaml"), PIPELINE.formatted(output));
    String text = run("run", file.toString());
    List<String> table = text.lines().takeWhile(line -> !line.isBlank()).toList();
    String[] cells = table.get(table.size() - 1).trim().split(" {2,}");
    Map<String, JsonObject> agreements = new HashMap<>();
    Json.parseObject(run("run", file.toString(), "--json"), "results").objects("checks").stream()
        .filter(row -> row.string("check").equals("agreement"))
        .forEach(row -> agreements.put(row.string("dataset"), row));
    assertEquals(2, agreements.size(), "neither the first nor what has another law is compared");
    String again = String.format(Locale.ROOT, "%.2g", agreements.get("again").number("value"));
    double p = agreements.get("rough").number("probability");
    assertTrue(!agreements.get("rough").has("value") && p < 1e-4, "biased, and not judged: " + p);
    assertEquals(
        List.of("joint p", again, String.format(Locale.ROOT, "%.2g", p), "-"),
        Arrays.asList(cells),
        text);
    String report = Files.readString(output.resolve("report/index.html"));
    String row = report.substring(report.indexOf("joint probability</"));
    row = row.substring(0, row.indexOf("</tr>"));
    assertEquals(2, row.split("class=\"pull", -1).length - 1, row);
  }
}
