package org.fieldbeam.beam.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.observable.EnsembleResult;
import org.fieldbeam.core.observable.ObservableEstimate;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;

/** The rows of {@code estimates.json} and {@code checks.json}. */
public final class EstimateRows {
  private static final String DATASET = "dataset";
  private static final String ESTIMATES = "estimates";
  private static final String CHECKS = "checks";
  private static final String JOINT = "joint";

  /** The rows of each dataset by its name. */
  private final TreeMap<String, JsonObject> datasets = new TreeMap<>();

  private final Map<String, List<String>> expected;
  private final List<String> order;
  private final Map<String, String> inexact;

  /**
   * No rows yet.
   *
   * @param expected checks that are expected to fail, by dataset
   * @param order datasets to compare, each with the first of its law
   * @param inexact why some are not held to agree
   */
  public EstimateRows(
      Map<String, List<String>> expected, List<String> order, Map<String, String> inexact) {
    this.expected = expected;
    this.order = order;
    this.inexact = inexact;
  }

  /**
   * The rows of one dataset as a JSON tree.
   *
   * @param brought checks that the dataset brought along, see {@link DatasetChecks#of}
   */
  public static Map<String, Object> of(
      DatasetInfo info, EnsembleResult result, List<DatasetCheck> brought) {
    List<Object> estimates = new ArrayList<>();
    result.estimates().forEach(estimate -> estimates.add(row(info.id(), estimate)));
    List<DatasetCheck> checks = new ArrayList<>();
    result.checks().forEach(check -> checks.add(new DatasetCheck(info.id(), check)));
    checks.addAll(brought);
    return Map.of(
        DATASET,
        info.id(),
        ESTIMATES,
        estimates,
        CHECKS,
        DatasetChecks.rows(checks),
        JOINT,
        Comparisons.tree(info, result.joint()));
  }

  private static Map<String, Object> row(String dataset, ObservableEstimate observable) {
    Estimate estimate = observable.estimate();
    Map<String, Object> row = new TreeMap<>();
    row.put(DATASET, dataset);
    row.put("observable", observable.name());
    row.put("value", number(estimate.value()));
    row.put("error", number(estimate.error()));
    row.put("tauInt", number(estimate.tauInt()));
    row.put("tauIntError", number(estimate.tauIntError()));
    row.put("n", estimate.n());
    row.put("nEff", number(estimate.nEff()));
    row.put("window", estimate.window());
    List<Object> rho = new ArrayList<>();
    for (double value : observable.autocorrelation()) {
      rho.add(number(value));
    }
    row.put("autocorrelation", rho);
    return row;
  }

  /** JSON has no NaN and no infinity: what is not a number is null. */
  private static Object number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** Adds the rows of a dataset, given as JSON text. */
  public void add(String json) {
    JsonObject rows = Json.parseObject(json, "estimates of a dataset");
    datasets.put(rows.string(DATASET), rows);
  }

  /** The text of {@code estimates.json}: an array over datasets and observables. */
  public String estimates() {
    List<Object> rows = new ArrayList<>();
    datasets.values().forEach(dataset -> rows.addAll((List<?>) dataset.tree(ESTIMATES)));
    return Json.pretty(rows);
  }

  /** The text of {@code checks.json}: an array over datasets and checks. */
  public String checks() {
    Map<String, JsonObject> joints = new LinkedHashMap<>();
    for (String name : order) {
      if (datasets.containsKey(name)) {
        joints.put(name, datasets.get(name).object(JOINT));
      }
    }
    Map<String, DatasetCheck> agreements = Comparisons.of(joints, inexact);
    List<Object> rows = new ArrayList<>();
    datasets.forEach(
        (name, dataset) -> {
          List<DatasetCheck> checks =
              new ArrayList<>(dataset.objects(CHECKS).stream().map(DatasetCheck::of).toList());
          if (agreements.containsKey(name)) {
            checks.add(agreements.get(name));
          }
          rows.addAll(
              DatasetChecks.rows(
                  DatasetChecks.expecting(name, checks, expected.getOrDefault(name, List.of()))));
        });
    return Json.pretty(rows);
  }
}
