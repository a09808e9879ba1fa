package org.fieldbeam.beam.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.Agreement;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.JointEstimate;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
  private static final double[][] UNIT = {{1, 0.5}, {0.5, 1}};

  private final Map<String, JsonObject> joints = new LinkedHashMap<>();

  /** Adds an ensemble whose two observables are this far from 0, in units of their errors. */
  private void add(String name, double kappa, double value, double degrees) {
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.ENSEMBLE, name, "generate", "0", 4, 4)
            .with(
                DatasetInfo.ACTION, DatasetActions.property(Phi4.of(Lattice.of(4, 4), kappa, 0.1)));
    JointEstimate joint =
        new JointEstimate(List.of("a", "b"), new double[] {value, value}, UNIT, degrees);
    String text = Json.compact(Comparisons.tree(info, joint));
    joints.put(name, Json.parseObject(text, "joint estimate"));
  }

  private Map<String, DatasetCheck> of(Map<String, String> inexact) {
    return Comparisons.of(joints, inexact);
  }

  /** Each is compared with the first of its own law, across what lies between. */
  @Test
  void ensemblesAreComparedWithTheFirstOfTheirLaw() {
    add("cold", 0.2, 0, 1000);
    add("warm", 0.1, 9, 1000);
    add("cold too", 0.2, 1, 1000);
    add("warm too", 0.1, 9, 1000);
    add("cold, but far", 0.2, 12, 1000);
    Map<String, DatasetCheck> checks = of(Map.of());
    assertEquals(List.of("cold too", "warm too", "cold, but far"), List.copyOf(checks.keySet()));
    // T^2 of (1, 1) with twice the covariance: 2/3 of 1, an F variate of 2 and many: exp(-1/3).
    assertEquals(Math.exp(-1.0 / 3), checks.get("cold too").check().value(), 1e-3);
    assertEquals(1, checks.get("warm too").check().value());
    assertTrue(checks.get("cold too").check().explanation().contains("from cold with"));
    assertTrue(checks.get("cold, but far").check().failed());
    assertTrue(checks.get("cold, but far").bad());
  }

  /** What need not agree is not judged, and its probability is known all the same. */
  @Test
  void whatNeedNotAgreeHasAProbabilityAndNoJudgement() {
    add("exact", 0.2, 0, 1000);
    add("raw", 0.2, 12, 1000);
    double expected = of(Map.of()).get("raw").check().value();
    for (String inexact : List.of("raw", "exact")) {
      DatasetCheck row = of(Map.of(inexact, "raw samples")).get("raw");
      assertEquals(Check.Outcome.NOT_JUDGED, row.check().outcome());
      assertFalse(row.bad());
      assertTrue(row.check().explanation().startsWith("raw samples: "));
      assertEquals(expected, row.probability());
      JsonObject json = Json.parseObject(Json.compact(row.row()), "row");
      assertFalse(json.has("passed") || json.has("value"));
      DatasetCheck again = DatasetCheck.of(json);
      assertEquals(row, again);
      assertEquals(expected, DatasetCheck.agreement(List.of(again), "raw"));
    }
  }

  /** Too few blocks, or none: there is no probability, and no other reason is given. */
  @Test
  void whatIsNotKnownHasNeither() {
    add("good", 0.2, 0, 1000);
    add("short", 0.2, 12, 0.2);
    add("single", 0.2, 12, Double.NaN);
    Map<String, DatasetCheck> checks = of(Map.of("short", "raw samples"));
    for (String name : List.of("short", "single")) {
      DatasetCheck row = checks.get(name);
      assertEquals(Check.Outcome.NOT_JUDGED, row.check().outcome());
      assertTrue(row.check().explanation().startsWith("too few independent blocks"));
      assertFalse(row.row().containsKey("probability"));
      assertTrue(Double.isNaN(DatasetCheck.agreement(List.of(row), name)));
    }
  }

  /** A judged agreement, also one that an older version wrote, has its value as probability. */
  @Test
  void theProbabilityOfAJudgedAgreementIsItsValue() {
    DatasetCheck agreement =
        new DatasetCheck("x", Check.of(Agreement.CHECK, true, 0.25, 1e-4, "p"));
    DatasetCheck other = new DatasetCheck("x", Check.of("symmetry", true, 0.5, 5, "M"));
    assertEquals(0.25, DatasetCheck.agreement(List.of(other, agreement), "x"));
    assertTrue(Double.isNaN(DatasetCheck.agreement(List.of(other, agreement), "y")));
    assertTrue(Double.isNaN(DatasetCheck.agreement(List.of(other), "x")));
  }
}
