package org.fieldbeam.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeam.beam.AggregateObservables;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.Json;
import org.fieldbeam.data.JsonObject;
import org.fieldbeam.data.Storage;
import org.fieldbeam.pipeline.Plan;
import org.fieldbeam.pipeline.PlannedStage;
import org.fieldbeam.pipeline.Reference;
import org.fieldbeam.pipeline.StageSpec;

/** What a run prints at its end: the measured datasets side by side, the checks, the report. */
final class RunResults {
  /** The observables of the table; the files and the report have more. */
  private static final Set<String> SHOWN =
      Set.of(
          "M",
          "absM",
          "M2",
          "M4",
          "chiAbs",
          "chi",
          "binder",
          "phi2",
          "phi4",
          "nn",
          "actionDensity",
          "xi",
          "schwingerDyson");

  private final Plan plan;
  private final List<Measured> measured;
  private final Map<String, JsonObject> corrections;

  private RunResults(Plan plan, List<Measured> measured, Map<String, JsonObject> corrections) {
    this.plan = plan;
    this.measured = measured;
    this.corrections = corrections;
  }

  /** What a measure stage found; the trees are the rows of its files. */
  private record Measured(List<String> datasets, List<?> estimates, List<?> checks) {
    static Measured of(PlannedStage stage) {
      return new Measured(
          stage.spec().inputs().stream().map(Reference::name).toList(),
          list(Storage.resolve(stage.folder(), AggregateObservables.ESTIMATES)),
          list(Storage.resolve(stage.folder(), AggregateObservables.CHECKS)));
    }

    private static List<?> list(String file) {
      return (List<?>) Json.parse(Storage.readText(file), file);
    }

    List<JsonObject> failedChecks() {
      return checks.stream()
          .map(check -> JsonObject.of(check, AggregateObservables.CHECKS))
          .filter(check -> !check.bool("passed"))
          .toList();
    }
  }

  /** A value with its error; NaN where a file says null. */
  private record Measurement(double value, double error) {
    static Measurement of(JsonObject json) {
      return new Measurement(
          json.has("value") ? json.number("value") : Double.NaN,
          json.has("error") ? json.number("error") : Double.NaN);
    }

    @Override
    public String toString() {
      return Estimate.format(value, error);
    }

    /** Distance in combined standard errors. */
    String pull(Measurement other) {
      double combined = Math.hypot(error, other.error);
      return combined > 0
          ? String.format(Locale.ROOT, "%+.1f", (value - other.value) / combined)
          : "-";
    }
  }

  static RunResults of(Plan plan) {
    List<Measured> measured = new ArrayList<>();
    Map<String, JsonObject> corrections = new LinkedHashMap<>();
    for (PlannedStage stage : plan.stages()) {
      if (stage.spec() instanceof StageSpec.Measure) {
        measured.add(Measured.of(stage));
      } else if (stage.spec() instanceof StageSpec.Correct) {
        corrections.put(
            stage.spec().into(),
            JsonObject.of(
                DatasetFolder.open(stage.folder()).manifest().extra(),
                DatasetFolder.manifestPath(stage.folder())));
      }
    }
    return new RunResults(plan, measured, corrections);
  }

  boolean checksPassed() {
    return measured.stream().allMatch(each -> each.failedChecks().isEmpty());
  }

  private Optional<String> report() {
    return plan.stages().stream()
        .filter(stage -> stage.spec() instanceof StageSpec.Report)
        .map(stage -> Storage.resolve(stage.folder(), "index.html"))
        .reduce((first, second) -> second);
  }

  String toText() {
    StringBuilder text = new StringBuilder();
    for (Measured each : measured) {
      text.append(table(each)).append('\n');
    }
    corrections.forEach(
        (name, facts) -> {
          text.append(name).append(':');
          for (String fact : facts.keys()) {
            if (facts.tree(fact) instanceof Map) {
              text.append(' ').append(fact).append(' ').append(Measurement.of(facts.object(fact)));
            }
          }
          text.append('\n');
        });
    for (Measured each : measured) {
      List<JsonObject> failed = each.failedChecks();
      text.append("checks: ").append(each.checks().size() - failed.size()).append(" passed, ");
      text.append(failed.size()).append(" failed\n");
      for (JsonObject check : failed) {
        text.append("  FAILED ").append(check.string("dataset")).append(' ');
        text.append(check.string("check")).append(": ").append(check.string("explanation"));
        text.append('\n');
      }
    }
    text.append(report().map(file -> "report: " + file).orElse("done: " + plan.output()));
    return text.append('\n').toString();
  }

  private static String table(Measured measured) {
    Map<String, Map<String, Measurement>> byObservable = new LinkedHashMap<>();
    for (Object item : measured.estimates()) {
      JsonObject row = JsonObject.of(item, AggregateObservables.ESTIMATES);
      if (!SHOWN.contains(row.string("observable"))) {
        continue;
      }
      byObservable
          .computeIfAbsent(row.string("observable"), name -> new LinkedHashMap<>())
          .put(row.string("dataset"), Measurement.of(row));
    }
    String first = measured.datasets().get(0);
    List<String> others = measured.datasets().subList(1, measured.datasets().size());
    List<String> header = new ArrayList<>(List.of("", first));
    others.forEach(dataset -> header.addAll(List.of(dataset, "pull")));
    TextTable table = new TextTable(TextTable.Align.RIGHT, header);
    byObservable.forEach(
        (observable, numbers) -> {
          Measurement reference = numbers.get(first);
          List<String> cells = new ArrayList<>(List.of(observable, text(reference)));
          for (String dataset : others) {
            Measurement number = numbers.get(dataset);
            cells.add(text(number));
            cells.add(number == null || reference == null ? "-" : number.pull(reference));
          }
          table.add(cells);
        });
    return table.toString();
  }

  private static String text(Measurement number) {
    return number == null ? "-" : number.toString();
  }

  String toJson() {
    List<Object> estimates = new ArrayList<>();
    List<Object> checks = new ArrayList<>();
    for (Measured each : measured) {
      estimates.addAll(each.estimates());
      checks.addAll(each.checks());
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    for (PlannedStage stage : plan.stages()) {
      if (stage.spec() instanceof StageSpec.Correct) {
        facts.put(stage.spec().into(), DatasetFolder.open(stage.folder()).manifest().extra());
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", plan.pipeline().name());
    tree.put("output", plan.output());
    tree.put("estimates", estimates);
    tree.put("checks", checks);
    tree.put("corrections", facts);
    tree.put("report", report().orElse(null));
    return Json.pretty(tree);
  }
}
