package org.fieldbeam.data.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three outcomes of a check, beside what was expected, in files and words. */
class DatasetCheckTest {
  private static DatasetCheck check(Check.Outcome outcome, boolean expected) {
    double value = outcome == Check.Outcome.NOT_JUDGED ? Double.NaN : 1.5;
    return new DatasetCheck("hmc", new Check("stride", outcome, value, 2, "text"), expected);
  }

  private static DatasetCheck parsed(String json) {
    return DatasetCheck.of(Json.parseObject(json, "checks.json"));
  }

  @ParameterizedTest
  @CsvSource({
    "PASSED, false, false, passed, '1 passed, 0 failed'",
    "FAILED, false, true, failed, '0 passed, 1 failed'",
    "NOT_JUDGED, false, false, not judged, '0 passed, 1 not judged, 0 failed'",
    "PASSED, true, true, 'passed, though expected to fail', '0 passed, 0 failed, 1 did not fail as"
        + " expected'",
    "FAILED, true, false, 'failed, as expected', '0 passed, 0 failed, 1 failed as expected'",
    "NOT_JUDGED, true, true, 'not judged, though expected to fail',"
        + " '0 passed, 0 failed, 1 did not fail as expected'"
  })
  void outcomeAndExpectation(
      Check.Outcome outcome, boolean expected, boolean bad, String words, String tally) {
    DatasetCheck check = check(outcome, expected);
    assertEquals(bad, check.bad());
    assertEquals(words, check.result());
    assertEquals(tally, DatasetCheck.tally(List.of(check)));
    assertEquals(check, parsed(Json.compact(check.row())));
  }

  /** Every check is counted once. */
  @Test
  void theTallyCountsAll() {
    List<DatasetCheck> all = new ArrayList<>();
    for (Check.Outcome outcome : Check.Outcome.values()) {
      for (int i = 0; i < 2; i++) {
        all.add(check(outcome, false));
        all.add(check(outcome, true));
      }
    }
    assertEquals(
        "2 passed, 2 not judged, 2 failed, 2 failed as expected, 4 did not fail as expected",
        DatasetCheck.tally(all));
  }

  /** As versions wrote them that knew no third outcome, and an infinite distance. */
  @ParameterizedTest
  @CsvSource({
    "true, 0.5, PASSED",
    "false, 7.5, FAILED",
    "false, null, FAILED",
    "true, null, NOT_JUDGED",
    "null, null, NOT_JUDGED"
  })
  void rowsOfFiles(String passed, String value, Check.Outcome outcome) {
    DatasetCheck check =
        parsed(
            "{\"dataset\": \"hmc\", \"check\": \"stride\", \"passed\": %s, \"value\": %s,"
                    .formatted(passed, value)
                + " \"threshold\": 2, \"explanation\": \"text\"}");
    assertEquals(outcome, check.check().outcome());
  }

  /** A row that says nothing of the outcome is no row. */
  @Test
  void aMissingOutcomeIsRefused() {
    String json =
        "{\"dataset\": \"hmc\", \"check\": \"stride\", \"value\": 1, \"threshold\": 2,"
            + " \"explanation\": \"text\"}";
    UserException refused = assertThrows(UserException.class, () -> parsed(json));
    assertEquals(true, refused.getMessage().contains("key passed"), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"PASSED, NaN", "FAILED, NaN", "NOT_JUDGED, 1", "PASSED, Infinity"})
  void aJudgementNeedsANumber(Check.Outcome outcome, double value) {
    assertThrows(
        IllegalArgumentException.class, () -> new Check("stride", outcome, value, 2, "text"));
  }
}
