package org.fieldbeam.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.Json;
import org.fieldbeam.data.JsonObject;
import org.fieldbeam.data.Storage;
import org.fieldbeam.pipeline.Plan;
import org.fieldbeam.pipeline.PlannedStage;
import org.fieldbeam.pipeline.StageSpec;

/** What a run prints at its end: the measured datasets side by side, the checks, the report. */
final class RunResults {
  private final Plan plan;
  private final List<Measured> measured;

  private RunResults(Plan plan, List<Measured> measured) {
    this.plan = plan;
    this.measured = measured;
  }

  /** An estimate of {@code estimates.json}. */
  private record Row(String dataset, String observable, double value, double error) {
    String text() {
      return Estimate.format(value, error);
    }

    /** Distance from another row in combined standard errors. */
    String pull(Row other) {
      double combined = Math.hypot(error, other.error);
      return combined > 0
          ? String.format(java.util.Locale.ROOT, "%+.1f", (value - other.value) / combined)
          : "-";
    }
  }

  /** A check of an ensemble. */
  private record CheckRow(String dataset, String name, boolean passed, String explanation) {}

  private record Measured(String stage, List<Row> rows, List<CheckRow> checks) {}

  static RunResults of(Plan plan) {
    List<Measured> measured = new ArrayList<>();
    for (PlannedStage stage : plan.stages()) {
      if (stage.spec() instanceof StageSpec.Measure) {
        measured.add(
            new Measured(stage.spec().into(), rows(stage.folder()), checks(stage.folder())));
      }
    }
    return new RunResults(plan, measured);
  }

  private static List<Row> rows(String folder) {
    List<Row> rows = new ArrayList<>();
    for (JsonObject json : objects(Storage.resolve(folder, "estimates.json"))) {
      rows.add(
          new Row(
              json.string("dataset"),
              json.string("observable"),
              number(json, "value"),
              number(json, "error")));
    }
    return rows;
  }

  private static double number(JsonObject json, String key) {
    return json.has(key) ? json.number(key) : Double.NaN;
  }

  private static List<CheckRow> checks(String folder) {
    List<CheckRow> checks = new ArrayList<>();
    for (JsonObject json : objects(Storage.resolve(folder, "checks.json"))) {
      checks.add(
          new CheckRow(
              json.string("dataset"),
              json.string("name"),
              json.bool("passed"),
              json.string("explanation")));
    }
    return checks;
  }

  private static List<JsonObject> objects(String file) {
    Object tree = Json.parse(Storage.readText(file), file);
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : (List<?>) tree) {
      objects.add(JsonObject.of(item, file));
    }
    return objects;
  }

  boolean checksPassed() {
    return measured.stream().flatMap(m -> m.checks().stream()).allMatch(CheckRow::passed);
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
      List<CheckRow> failed = each.checks().stream().filter(c -> !c.passed()).toList();
      int passed = each.checks().size() - failed.size();
      text.append("checks: ").append(passed).append(" passed, ").append(failed.size());
      text.append(" failed\n");
      for (CheckRow check : failed) {
        text.append("  FAILED ").append(check.dataset()).append(' ').append(check.name());
        text.append(": ").append(check.explanation()).append('\n');
      }
    }
    report().ifPresent(file -> text.append("report: ").append(file).append('\n'));
    if (text.length() == 0) {
      text.append("done: ").append(plan.output()).append('\n');
    }
    return text.toString();
  }

  private static String table(Measured measured) {
    Map<String, Map<String, Row>> byObservable = new LinkedHashMap<>();
    Set<String> datasets = new LinkedHashSet<>();
    for (Row row : measured.rows()) {
      byObservable
          .computeIfAbsent(row.observable(), name -> new LinkedHashMap<>())
          .put(row.dataset(), row);
      datasets.add(row.dataset());
    }
    List<String> header = new ArrayList<>(List.of(""));
    for (String dataset : datasets) {
      header.add(dataset);
      if (header.size() > 2) {
        header.add("pull");
      }
    }
    TextTable table = new TextTable(header);
    byObservable.forEach(
        (observable, rows) -> {
          List<String> cells = new ArrayList<>(List.of(observable));
          Row first = null;
          for (String dataset : datasets) {
            Row row = rows.get(dataset);
            cells.add(row == null ? "-" : row.text());
            if (cells.size() > 2) {
              cells.add(row == null || first == null ? "-" : row.pull(first));
            } else {
              first = row;
            }
          }
          table.add(cells);
        });
    return table.toString();
  }

  String toJson() {
    List<Object> estimates = new ArrayList<>();
    List<Object> checks = new ArrayList<>();
    for (PlannedStage stage : plan.stages()) {
      if (stage.spec() instanceof StageSpec.Measure) {
        String estimatesFile = Storage.resolve(stage.folder(), "estimates.json");
        String checksFile = Storage.resolve(stage.folder(), "checks.json");
        estimates.addAll((List<?>) Json.parse(Storage.readText(estimatesFile), estimatesFile));
        checks.addAll((List<?>) Json.parse(Storage.readText(checksFile), checksFile));
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", plan.pipeline().name());
    tree.put("output", plan.output());
    tree.put("estimates", estimates);
    tree.put("checks", checks);
    tree.put("report", report().orElse(null));
    return Json.pretty(tree);
  }
}
