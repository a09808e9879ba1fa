package org.fieldbeam.beam.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeam.core.observable.EnsembleResult;
import org.fieldbeam.core.observable.ObservableEstimate;
import org.fieldbeam.data.check.ChecksFile;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;

/** The rows of {@code estimates.json} and {@code checks.json}. */
public final class EstimateRows {
  private static final String DATASET = "dataset";
  private static final String ESTIMATES = "estimates";
  private static final String CHECKS = "checks";
  private static final String JOINT = "joint";
  private static final String INEXACT = "inexact";

  /** The rows of each dataset by its name. */
  private final TreeMap<String, JsonObject> datasets = new TreeMap<>();

  private final Map<String, List<String>> expected;
  private final List<String> order;

  /**
   * No rows yet.
   *
   * @param expected checks that are expected to fail, by dataset
   * @param order datasets to compare first; the others follow by name, those that claim to be exact
   *     before those that do not
   */
  public EstimateRows(Map<String, List<String>> expected, List<String> order) {
    this.expected = expected;
    this.order = order;
  }

  /**
   * The rows of one dataset as a JSON tree.
   *
   * @param brought checks that the dataset brought along, see {@link DatasetChecks#of}
   * @param inexact why the ensemble need not agree with others; empty if it must
   */
  public static Map<String, Object> of(
      DatasetInfo info, EnsembleResult result, List<DatasetCheck> brought, String inexact) {
    List<Object> estimates =
        result.estimates().stream().<Object>map(each -> entry(info.id(), each).row()).toList();
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
        Comparisons.tree(info, result.joint()),
        INEXACT,
        inexact);
  }

  private static EstimatesFile.Entry entry(String dataset, ObservableEstimate observable) {
    return new EstimatesFile.Entry(
        dataset,
        observable.name(),
        observable.estimate(),
        Arrays.stream(observable.autocorrelation()).boxed().toList());
  }

  /** Adds the rows of a dataset, given as JSON text. */
  public void add(String json) {
    JsonObject rows = Json.parseObject(json, "estimates of a dataset");
    datasets.put(rows.string(DATASET), rows);
  }

  /** Writes {@code estimates.json}. */
  public void writeEstimates(String folder) {
    EstimatesFile.write(
        folder,
        datasets.values().stream()
            .flatMap(dataset -> dataset.objects(ESTIMATES).stream())
            .map(EstimatesFile.Entry::of)
            .toList());
  }

  /** Writes {@code checks.json}. */
  public void writeChecks(String folder) {
    Map<String, String> inexact = new TreeMap<>();
    datasets.forEach((name, dataset) -> inexact.put(name, dataset.string(INEXACT)));
    Set<String> names = new LinkedHashSet<>(order);
    names.retainAll(datasets.keySet());
    datasets.keySet().stream().filter(name -> inexact.get(name).isEmpty()).forEach(names::add);
    names.addAll(datasets.keySet());
    Map<String, JsonObject> joints = new LinkedHashMap<>();
    names.forEach(name -> joints.put(name, datasets.get(name).object(JOINT)));
    Map<String, DatasetCheck> agreements = Comparisons.of(joints, inexact);
    List<DatasetCheck> all = new ArrayList<>();
    datasets.forEach(
        (name, dataset) -> {
          List<DatasetCheck> checks =
              new ArrayList<>(dataset.objects(CHECKS).stream().map(DatasetCheck::of).toList());
          if (agreements.containsKey(name)) {
            checks.add(agreements.get(name));
          }
          all.addAll(DatasetChecks.expecting(name, checks, expected.getOrDefault(name, List.of())));
        });
    ChecksFile.write(folder, all);
  }
}
