package org.fieldbeam.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.statistics.Check;

/**
 * Checks as JSON: rows of {@code checks.json}, and the checks that a dataset brings along under
 * {@value #KEY} in the {@code extra} of its manifest, which every measurement of it repeats.
 */
public final class DatasetChecks {
  /** Key in the {@code extra} of a manifest. */
  public static final String KEY = "checks";

  private DatasetChecks() {}

  /** A check of a dataset as a row. */
  public static Map<String, Object> row(String dataset, Check check) {
    Map<String, Object> row = new TreeMap<>();
    row.put("dataset", dataset);
    row.put("check", check.name());
    row.put("passed", check.passed());
    row.put("value", EstimatesFile.orNull(check.value()));
    row.put("threshold", EstimatesFile.orNull(check.threshold()));
    row.put("explanation", check.explanation());
    return row;
  }

  /** The checks that a dataset brings along, as rows under its name; none in most. */
  public static List<Map<String, Object>> of(Manifest manifest) {
    List<Map<String, Object>> rows = new ArrayList<>();
    if (manifest.extra().get(KEY) instanceof List<?> list) {
      for (Object item : list) {
        Map<String, Object> row = new TreeMap<>();
        JsonObject.of(item, "manifest of " + manifest.info().id() + ", checks").forEach(row::put);
        row.put("dataset", manifest.info().id());
        rows.add(row);
      }
    }
    return rows;
  }
}
