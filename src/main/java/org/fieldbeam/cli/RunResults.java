package org.fieldbeam.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fieldbeam.cli.text.PlainText;
import org.fieldbeam.cli.text.TextTable;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.check.ChecksFile;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.dataset.MeasuredObservables;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.stage.StageSpec;

/** What a run prints at its end: the measured datasets side by side, the checks, the report. */
final class RunResults {
  private final Plan plan;
  private final List<Measured> measured;
  private final List<DatasetCheck> checks;
  private final List<Sampled> sampled;

  private RunResults(
      Plan plan, List<Measured> measured, List<DatasetCheck> checks, List<Sampled> sampled) {
    this.plan = plan;
    this.measured = measured;
    this.checks = checks;
    this.sampled = sampled;
  }

  /** What a measure stage found. */
  private record Measured(
      List<String> datasets,
      Map<String, String> references,
      Set<String> listed,
      List<EstimatesFile.Entry> estimates) {
    static Measured of(PlannedStage stage) {
      List<String> names =
          stage.spec().measured().stream().map(StageSpec.MeasuredDataset::name).toList();
      Map<String, String> firsts = new TreeMap<>();
      Map<String, String> references = new TreeMap<>();
      Set<String> listed = new TreeSet<>();
      for (String name : names) {
        String folder = Storage.resolve(stage.folder(), name);
        DatasetFolder measured = DatasetFolder.openLazily(folder, DatasetKind.MEASUREMENTS);
        String law = DatasetActions.law(measured.info());
        MeasuredObservables.of(measured.info()).observables().stream()
            .filter(Observable::isListed)
            .forEach(observable -> listed.add(observable.name()));
        references.put(name, firsts.computeIfAbsent(law, key -> name));
      }
      return new Measured(names, references, listed, EstimatesFile.read(stage.folder()));
    }
  }

  /** What the log weights of a sampled or corrected ensemble say. */
  private record Sampled(DatasetFolder dataset, JsonObject facts) {
    static Sampled of(PlannedStage stage) {
      DatasetFolder dataset = DatasetFolder.open(stage.folder());
      return new Sampled(
          dataset,
          JsonObject.of(dataset.manifest().extra(), DatasetFolder.manifestPath(stage.folder())));
    }

    /** Exactness holds for the action that the weights are made with, and this may be a fit. */
    Optional<String> note() {
      return DatasetActions.isFitted(dataset.info())
          ? Optional.of(
              "note: "
                  + dataset.info().id()
                  + " is a sample of the action that was fitted to the training configurations,"
                  + " which is not known to be the action they were made with")
          : Optional.empty();
    }

    /** The facts in words, values with their errors. */
    Map<String, String> texts() {
      Map<String, String> texts = new LinkedHashMap<>();
      facts.forEach(
          (fact, tree) -> {
            if (tree instanceof Map<?, ?> fields && fields.containsKey("value")) {
              texts.put(fact, text(facts.object(fact)));
            } else if (tree instanceof Long count) {
              texts.put(fact, count.toString());
            }
          });
      return texts;
    }
  }

  /** The facts of all sampled and corrected ensembles, one ensemble a column. */
  private String weightsTable() {
    List<String> header = new ArrayList<>(List.of("weights"));
    Map<String, Map<String, String>> byFact = new TreeMap<>();
    for (Sampled each : sampled) {
      String name = each.dataset().info().id();
      header.add(name);
      each.texts()
          .forEach(
              (fact, text) ->
                  byFact.computeIfAbsent(fact, key -> new LinkedHashMap<>()).put(name, text));
    }
    TextTable table = new TextTable(TextTable.Align.RIGHT, header);
    byFact.forEach(
        (fact, texts) -> {
          List<String> cells = new ArrayList<>(List.of(fact));
          header.stream().skip(1).map(name -> texts.getOrDefault(name, "-")).forEach(cells::add);
          table.add(cells);
        });
    return byFact.isEmpty() ? "" : table + "\n";
  }

  /** A fact of weights with its error, which is null where there is none. */
  private static String text(JsonObject fact) {
    return Estimate.format(
        fact.has("value") ? fact.number("value") : Double.NaN,
        fact.has("error") ? fact.number("error") : Double.NaN);
  }

  static RunResults of(Plan plan) {
    List<Measured> measured = new ArrayList<>();
    List<Sampled> sampled = new ArrayList<>();
    // by dataset and name: a measured dataset repeats the checks that it brought along
    Map<String, DatasetCheck> checks = new LinkedHashMap<>();
    for (PlannedStage stage : plan.stages()) {
      if (!stage.spec().measured().isEmpty()) {
        measured.add(Measured.of(stage));
        ChecksFile.read(stage.folder()).forEach(check -> add(checks, check));
      } else if (stage.spec().hasWeightFacts()) {
        Sampled found = Sampled.of(stage);
        sampled.add(found);
        DatasetChecks.of(found.dataset().manifest()).forEach(check -> add(checks, check));
      }
    }
    return new RunResults(plan, measured, List.copyOf(checks.values()), sampled);
  }

  private static void add(Map<String, DatasetCheck> checks, DatasetCheck check) {
    checks.put(check.key(), check);
  }

  /** Whether no check failed but those that were expected to, and these did. */
  boolean asExpected() {
    return checks.stream().noneMatch(DatasetCheck::bad);
  }

  private Optional<String> report() {
    return plan.stages().stream()
        .filter(stage -> stage.spec().report().isPresent())
        .map(stage -> Storage.resolve(stage.folder(), "index.html"))
        .reduce((first, second) -> second);
  }

  String toText() {
    StringBuilder text = new StringBuilder();
    for (Measured each : measured) {
      text.append(table(each)).append('\n');
    }
    text.append(weightsTable());
    sampled.forEach(
        each -> each.note().ifPresent(note -> text.append(PlainText.line(note)).append('\n')));
    if (!checks.isEmpty()) {
      text.append("checks: ").append(DatasetCheck.tally(checks)).append('\n');
    }
    checks.stream().filter(DatasetCheck::bad).forEach(each -> text.append(line(each)));
    checks.stream()
        .filter(each -> !each.check().judged() && !each.bad())
        .forEach(each -> text.append(line(each)));
    text.append(report().map(file -> "report: " + file).orElse("done: " + plan.output()));
    return text.append('\n').toString();
  }

  /** For example "FAILED hmc symmetry: ...", or "PASSED, though expected to fail, hmc ...". */
  private static String line(DatasetCheck each) {
    String outcome = each.check().outcome().label();
    String shown =
        (each.bad() ? outcome.toUpperCase(Locale.ROOT) : outcome)
            + each.result().substring(outcome.length());
    return "  "
        + shown
        + (each.expectedToFail() ? ", " : " ")
        + PlainText.line(each.key() + ": " + each.check().explanation())
        + "\n";
  }

  /** Pulls are those to the first ensemble of the same lattice and action. */
  private String table(Measured measured) {
    Map<String, Map<String, Estimate>> byObservable = new LinkedHashMap<>();
    for (EstimatesFile.Entry row : measured.estimates()) {
      if (measured.listed().contains(row.observable())) {
        byObservable
            .computeIfAbsent(row.observable(), name -> new LinkedHashMap<>())
            .put(row.dataset(), row.estimate());
      }
    }
    String first = measured.datasets().get(0);
    List<String> others = measured.datasets().subList(1, measured.datasets().size());
    List<String> header = new ArrayList<>(List.of("", first));
    others.forEach(dataset -> header.addAll(List.of(dataset, "pull")));
    TextTable table = new TextTable(TextTable.Align.RIGHT, header);
    byObservable.forEach(
        (observable, numbers) -> {
          List<String> cells = new ArrayList<>(List.of(observable, text(numbers.get(first))));
          for (String dataset : others) {
            Estimate number = numbers.get(dataset);
            String reference = measured.references().get(dataset);
            cells.add(text(number));
            cells.add(reference.equals(dataset) ? "-" : pull(number, numbers.get(reference)));
          }
          table.add(cells);
        });
    if (!others.isEmpty()) {
      List<String> cells = new ArrayList<>(List.of("joint p", ""));
      others.forEach(dataset -> cells.addAll(List.of("", jointProbability(dataset))));
      table.add(cells);
    }
    return table.toString();
  }

  /** Of all observables together to differ as much by chance, where enough is known to say. */
  private String jointProbability(String dataset) {
    double probability = DatasetCheck.agreement(checks, dataset);
    return Double.isNaN(probability) ? "-" : String.format(Locale.ROOT, "%.2g", probability);
  }

  private static String text(Estimate number) {
    return number == null ? "-" : number.toString();
  }

  /** The distance in combined standard errors, where these are known well enough to say. */
  private static String pull(Estimate number, Estimate reference) {
    double score = number == null || reference == null ? Double.NaN : number.score(reference);
    return Double.isFinite(score) ? String.format(Locale.ROOT, "%+.1f", score) : "-";
  }

  String toJson() {
    List<Object> estimates = new ArrayList<>();
    measured.forEach(each -> each.estimates().forEach(row -> estimates.add(row.row())));
    List<Object> checkRows = new ArrayList<>();
    checks.forEach(check -> checkRows.add(check.row()));
    Map<String, Object> weights = new LinkedHashMap<>();
    List<Object> notes = new ArrayList<>();
    for (Sampled each : sampled) {
      weights.put(each.dataset().info().id(), each.facts().tree());
      each.note().ifPresent(notes::add);
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", plan.pipeline().name());
    tree.put("output", plan.output());
    tree.put("estimates", estimates);
    tree.put("checks", checkRows);
    tree.put("weights", weights);
    tree.put("notes", notes);
    tree.put("report", report().orElse(null));
    return Json.pretty(tree);
  }
}
