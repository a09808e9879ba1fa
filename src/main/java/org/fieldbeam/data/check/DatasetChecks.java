package org.fieldbeam.data.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.storage.JsonObject;

/**
 * The checks that a dataset brings along under {@value #KEY} in the {@code extra} of its manifest,
 * which every measurement of it repeats, and those that are expected to fail.
 */
public final class DatasetChecks {
  /** Key in the {@code extra} of a manifest. */
  public static final String KEY = "checks";

  private DatasetChecks() {}

  /**
   * The checks of a dataset, those marked that are expected to fail.
   *
   * @param expected names of the checks that are expected to fail
   * @throws UserException if the dataset has no check of such a name
   */
  public static List<DatasetCheck> expecting(
      String dataset, List<DatasetCheck> checks, List<String> expected) {
    List<String> names = checks.stream().map(each -> each.check().name()).toList();
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
    return checks.stream()
        .map(each -> expected.contains(each.check().name()) ? each.expected() : each)
        .toList();
  }

  /** The checks that a dataset brings along, under its name; none in most. */
  public static List<DatasetCheck> of(Manifest manifest) {
    List<DatasetCheck> checks = new ArrayList<>();
    if (manifest.extra().get(KEY) instanceof List<?> list) {
      String where = "manifest of " + manifest.info().id() + ", checks";
      for (Object item : list) {
        Map<String, Object> row = new TreeMap<>(JsonObject.of(item, where).tree());
        row.put("dataset", manifest.info().id());
        checks.add(DatasetCheck.of(JsonObject.of(row, where)));
      }
    }
    return checks;
  }

  /** Checks as rows of {@code checks.json}, JSON trees. */
  public static List<Object> rows(List<DatasetCheck> checks) {
    return checks.stream().<Object>map(DatasetCheck::row).toList();
  }
}
