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

  /** Key of a row: true where the pipeline file says that the check fails. */
  public static final String EXPECTED_TO_FAIL = "expectedToFail";

  private DatasetChecks() {}

  /**
   * The rows of a dataset, those marked that are expected to fail.
   *
   * @param expected names of the checks that are expected to fail
   * @throws UserException if the dataset has no check of such a name
   */
  public static List<Map<String, Object>> expecting(
      String dataset, List<JsonObject> rows, List<String> expected) {
    List<String> names = rows.stream().map(row -> row.string("check")).toList();
    for (String name : expected) {
      if (!names.contains(name)) {
        throw UserException.of("a check that is expected to fail does not exist")
            .where("measure, expect, dataset " + dataset)
            .given(name)
            .allowed(String.join(", ", names))
            .todo("correct the name in the pipeline file, or leave it out")
            .build();
      }
    }
    List<Map<String, Object>> marked = new ArrayList<>();
    for (JsonObject row : rows) {
      Map<String, Object> copy = new TreeMap<>();
      row.forEach(copy::put);
      if (expected.contains(row.string("check"))) {
        copy.put(EXPECTED_TO_FAIL, true);
      }
      marked.add(copy);
    }
    return marked;
  }

  /** Whether a check is expected to fail. */
  public static boolean isExpectedToFail(JsonObject row) {
    return row.has(EXPECTED_TO_FAIL) && row.bool(EXPECTED_TO_FAIL);
  }

  /**
   * Whether a run with this check must not end well: it failed, or it was expected to and did not.
   */
  public static boolean isBad(JsonObject row) {
    return row.bool("passed") == isExpectedToFail(row);
  }

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
