package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fieldbeam.cli.text.Terminal;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Observables that a file chooses, and what it derives from them, from the file to the report. */
class ChosenObservablesTest {
  private static final String STAGES =
      """
        - generate: {into: hmc, lattice: [4, 6], action: {phi4: {kappa: 0.2, lambda: 0.1}},
                     algorithm: hmc, chains: 8, configurations: 20, thermalization: 50}
        - generate: {into: links, lattice: [4, 6], action: {u1: {beta: 1}}, algorithm: hmc,
                     chains: 8, configurations: 20, thermalization: 50}
        - measure: {from: [hmc, links], into: all}
        - measure:
            from: hmc
            into: few
            observables: [xi, phi2, {cumulants: {order: 4}}, {correlator: {axis: 0}}]
            derive: {fluctuation: cumulant4 / cumulant2^2, half: phi2/2, none: 1/(phi2 - phi2)}
        - measure:
            from: links
            into: loops
            observables: [plaquette, {wilsonLoop: {sizes: [[1, 1], [2, 2], [1, 3]]}}]
        - report: {}
      """;

  @TempDir Path folder;

  private String run(String... arguments) {
    StringWriter results = new StringWriter();
    StringWriter messages = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(results), new PrintWriter(messages), false, System::nanoTime);
    int code = Main.execute(terminal, arguments);
    assertTrue(code == 0 || code == 3, () -> results.toString() + messages);
    return results.toString();
  }

  private Map<String, Map<String, JsonObject>> estimates(String stage) throws IOException {
    Map<String, Map<String, JsonObject>> estimates = new TreeMap<>();
    String file = folder.resolve("out").resolve(stage).resolve("estimates.json").toString();
    for (JsonObject row : Json.parseObjects(Files.readString(Path.of(file)), file)) {
      estimates
          .computeIfAbsent(row.string("dataset"), key -> new LinkedHashMap<>())
          .put(row.string("observable"), row);
    }
    return estimates;
  }

  @Test
  void whatIsChosenIsMeasuredAsEverAndShown() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.yaml"),
            "name: toy\nseed: 3\noutput: '" + folder.resolve("out") + "'\nstages:\n" + STAGES);
    String text = run("run", file.toString());
    Map<String, JsonObject> all = estimates("all").get("hmc");
    Map<String, JsonObject> few = estimates("few").get("hmc");
    assertEquals(
        Set.of(
            "xi",
            "phi2",
            "cumulant2",
            "cumulant3",
            "cumulant4",
            "correlator0",
            "correlator1",
            "correlator2",
            "fluctuation",
            "half",
            "none"),
        new TreeSet<>(few.keySet()));
    // a choice changes no number
    for (String name : List.of("xi", "phi2", "cumulant2", "cumulant3", "cumulant4")) {
      assertSame(all.get(name), few.get(name));
    }
    assertEquals(few.get("phi2").number("error") / 2, few.get("half").number("error"), 1e-12);
    assertFalse(few.get("none").has("value"));
    assertTrue(text.contains("fluctuation") && text.contains("undefined"), text);
    assertTrue(text.contains("not judged hmc derivedValues"), text);
    assertTrue(text.contains("none = 1/(phi2 - phi2)"), text);

    Map<String, JsonObject> loops = estimates("loops").get("links");
    assertEquals(List.of("plaquette", "wilson1x1", "wilson2x2", "wilson1x3"), names(loops));
    assertEquals(
        loops.get("plaquette").number("error"), loops.get("wilson1x1").number("error"), 0.0);
    assertEquals(
        loops.get("plaquette").number("value"), loops.get("wilson1x1").number("value"), 0.0);
    for (String name : List.of("plaquette", "wilson2x2")) {
      assertSame(estimates("all").get("links").get(name), loops.get(name));
    }

    String report = Files.readString(folder.resolve("out/report/index.html"));
    assertTrue(report.contains("fluctuation"), "the derived quantity");
    assertTrue(report.contains("cumulant4 / cumulant2"), "its formula");
    assertTrue(report.contains("wilson1x3"));

    // what was measured can be measured, inspected and reported again
    assertTrue(run("run", file.toString()).contains("fluctuation"));
    assertTrue(run("inspect", folder.resolve("out/few/hmc").toString()).contains("phi2"));
  }

  /** Errors come from transforms of several series at once: they agree but for rounding. */
  private static void assertSame(JsonObject expected, JsonObject found) {
    String name = expected.string("observable");
    assertEquals(expected.number("value"), found.number("value"), 0.0, name);
    for (String key : List.of("error", "tauInt", "tauIntError")) {
      assertEquals(expected.number(key), found.number(key), 1e-9 * expected.number(key), name);
    }
  }

  private static List<String> names(Map<String, JsonObject> estimates) {
    return estimates.keySet().stream().filter(name -> !name.equals("expMinusDeltaH")).toList();
  }
}
