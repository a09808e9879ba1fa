package org.fieldbeam.data.check;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.fieldbeam.core.statistics.Agreement;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.storage.JsonObject;

/**
 * A check and the dataset that it is about: a row of {@code checks.json}. The key {@code passed} is
 * true, false, or null where the check did not judge; its value is then null as well.
 *
 * @param dataset name of the dataset
 * @param check the check
 * @param expectedToFail whether the pipeline file says that it fails
 * @param probability of {@link Agreement}: that of such a distance by chance, known also where
 *     ensembles need not agree and the check does not judge; NaN otherwise
 */
public record DatasetCheck(
    String dataset, Check check, boolean expectedToFail, double probability) {
  /** Key of a row: true where the pipeline file says that the check fails. */
  public static final String EXPECTED_TO_FAIL = "expectedToFail";

  private static final String PASSED = "passed";
  private static final String PROBABILITY = "probability";

  /** Takes the probability of a judged agreement, which is its value, where none is given. */
  public DatasetCheck {
    if (Double.isNaN(probability) && check.name().equals(Agreement.CHECK)) {
      probability = check.value();
    }
  }

  /** A check that nothing is expected of. */
  public DatasetCheck(String dataset, Check check) {
    this(dataset, check, false);
  }

  /** A check without a probability beside its value. */
  public DatasetCheck(String dataset, Check check, boolean expectedToFail) {
    this(dataset, check, expectedToFail, Double.NaN);
  }

  /** The same check, expected to fail. */
  DatasetCheck expected() {
    return new DatasetCheck(dataset, check, true, probability);
  }

  /**
   * Reads a row. What an older version wrote as passed without a number was not judged.
   *
   * @throws UserException if it is not of this form
   */
  public static DatasetCheck of(JsonObject row) {
    boolean known = row.keys().contains(PASSED);
    double value = row.has("value") ? row.number("value") : Double.NaN;
    Check.Outcome outcome;
    if (known && !row.has(PASSED)) {
      outcome = Check.Outcome.NOT_JUDGED;
      value = Double.NaN;
    } else if (row.bool(PASSED)) {
      outcome = Double.isNaN(value) ? Check.Outcome.NOT_JUDGED : Check.Outcome.PASSED;
    } else {
      outcome = Check.Outcome.FAILED;
      // an infinite distance: JSON has no such number
      value = Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }
    return new DatasetCheck(
        row.string("dataset"),
        new Check(
            row.string("check"),
            outcome,
            value,
            row.has("threshold") ? row.number("threshold") : Double.NaN,
            row.string("explanation")),
        row.has(EXPECTED_TO_FAIL) && row.bool(EXPECTED_TO_FAIL),
        row.has(PROBABILITY) ? row.number(PROBABILITY) : Double.NaN);
  }

  /** The row, a JSON tree. */
  public Map<String, Object> row() {
    Map<String, Object> row = new TreeMap<>();
    row.put("dataset", dataset);
    row.put("check", check.name());
    row.put(PASSED, check.outcome() == Check.Outcome.NOT_JUDGED ? null : check.passed());
    row.put("value", EstimatesFile.orNull(check.value()));
    row.put("threshold", EstimatesFile.orNull(check.threshold()));
    row.put("explanation", check.explanation());
    if (Double.isFinite(probability)) {
      row.put(PROBABILITY, probability);
    }
    if (expectedToFail) {
      row.put(EXPECTED_TO_FAIL, true);
    }
    return row;
  }

  /** The joint probability of a dataset's agreement with another; NaN where there is none. */
  public static double agreement(List<DatasetCheck> checks, String dataset) {
    return checks.stream()
        .filter(each -> each.dataset().equals(dataset))
        .mapToDouble(DatasetCheck::probability)
        .filter(probability -> !Double.isNaN(probability))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Dataset and check, which no two checks of a run share. */
  public String key() {
    return dataset + " " + check.name();
  }

  /**
   * Whether a run with this check must not end well: it failed, or it was expected to and did not,
   * be it that it passed or that it did not judge.
   */
  public boolean bad() {
    return check.failed() != expectedToFail;
  }

  /** Whether it failed as the pipeline file says. */
  public boolean asExpected() {
    return check.failed() && expectedToFail;
  }

  /** The outcome in words, beside what was expected. */
  public String result() {
    return check.outcome().label()
        + (!expectedToFail ? "" : bad() ? ", though expected to fail" : ", as expected");
  }

  /**
   * Counts checks by what came out, for example "4 passed, 2 not judged, 0 failed, 1 failed as
   * expected". Passed and failed always stand there.
   */
  public static String tally(List<DatasetCheck> checks) {
    StringJoiner text = new StringJoiner(", ");
    long passed = count(checks, each -> each.check().passed() && !each.expectedToFail());
    long failed = count(checks, each -> each.check().failed() && !each.expectedToFail());
    long silent =
        count(
            checks,
            each -> each.check().outcome() == Check.Outcome.NOT_JUDGED && !each.expectedToFail());
    long expected = count(checks, DatasetCheck::asExpected);
    long contrary = count(checks, each -> each.expectedToFail() && each.bad());
    text.add(passed + " passed");
    if (silent > 0) {
      text.add(silent + " not judged");
    }
    text.add(failed + " failed");
    if (expected > 0) {
      text.add(expected + " failed as expected");
    }
    if (contrary > 0) {
      text.add(contrary + " did not fail as expected");
    }
    return text.toString();
  }

  private static long count(List<DatasetCheck> checks, Predicate<DatasetCheck> which) {
    return checks.stream().filter(which).count();
  }
}
