package org.fieldbeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.statistics.Agreement;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.report.plot.Histogram;
import org.junit.jupiter.api.Test;

class EstimatesSectionTest {
  private static RunData.Ensemble ensemble(String measurement, String name, double value) {
    return ensemble(measurement, name, "law", value);
  }

  private static RunData.Ensemble ensemble(
      String measurement, String name, String law, double value) {
    return ensemble(measurement, name, law, value, Map.of());
  }

  private static RunData.Ensemble ensemble(
      String measurement, String name, String law, double value, Map<String, Double> exact) {
    return new RunData.Ensemble(
        measurement,
        name,
        law,
        Map.of("phi2", Estimate.independent(value, 0.3, 1_000_000)),
        exact,
        "M",
        new Histogram(new double[2], new double[1], new double[1]),
        List.of(),
        Optional.empty());
  }

  @Test
  void ensemblesAreComparedWithTheFirstOfTheirMeasurement() {
    RunData.Ensemble plain = ensemble("free", "plain", 1);
    RunData.Ensemble kernel = ensemble("free", "kernel", 2.2);
    String together = EstimatesSection.render(List.of(plain, kernel), List.of(), List.of());
    assertFalse(together.contains("<h3>"), together);
    // 1.2 over sqrt(2) 0.3
    assertEquals(1, together.split("pull 2.8", -1).length - 1, together);
    String apart =
        EstimatesSection.render(
            List.of(plain, kernel, ensemble("phi4", "other", 9)), List.of(), List.of());
    assertTrue(apart.contains("<h3>free</h3>") && apart.contains("<h3>phi4</h3>"), apart);
    assertEquals(1, apart.split("class=\"pull", -1).length - 1, apart);
    assertFalse(apart.contains("distance to other"), apart);
  }

  /** What has another action or lattice is shown, and compared with nothing. */
  @Test
  void ensemblesOfOtherLawsAreNotCompared() {
    List<RunData.Ensemble> ensembles =
        List.of(
            ensemble("m", "cold", "beta 2", 1),
            ensemble("m", "warm", "beta 1", 5),
            ensemble("m", "cold too", "beta 2", 2.2),
            ensemble("m", "warm too", "beta 1", 5));
    String html = EstimatesSection.render(ensembles, List.of(), List.of());
    assertEquals(2, html.split("class=\"pull", -1).length - 1, html);
    assertTrue(html.contains("pull 2.8") && html.contains("pull 0.0"), html);
    assertTrue(html.contains("the first of the same lattice and action"), html);
    String alone = EstimatesSection.render(ensembles.subList(0, 2), List.of(), List.of());
    assertFalse(alone.contains("pull") || alone.contains("joint"), alone);
  }

  @Test
  void exactAveragesStandBesideTheirEstimates() {
    RunData.Ensemble known = ensemble("m", "a", "law", 1, Map.of("phi2", -0.2, "phi4", 7.0));
    String html = EstimatesSection.render(List.of(known), List.of(), List.of());
    assertTrue(html.contains("exact −0.200000 ("), html);
    assertTrue(html.contains("<span class=\"pull large\">4.0</span>"), html);
    assertTrue(html.contains("the average that the action has"), html);
    assertFalse(
        EstimatesSection.render(List.of(ensemble("m", "a", 1)), List.of(), List.of())
            .contains("exact"));
  }

  @Test
  void theJointProbabilityStandsUnderThePulls() {
    Check failed = Check.of(Agreement.CHECK, false, 2e-5, 1e-4, "p");
    String html =
        EstimatesSection.render(
            List.of(ensemble("m", "a", 1), ensemble("m", "b", 2), ensemble("m", "c", 1)),
            List.of(),
            List.of(
                new DatasetCheck("b", failed),
                new DatasetCheck("c", Check.notJudged(Agreement.CHECK, 1e-4, "raw samples"))));
    String row = html.substring(html.indexOf("joint probability</"));
    assertTrue(row.contains("class=\"pull large\">2.0·10") || row.contains("2.0"), row);
    assertEquals(1, row.split("class=\"pull", -1).length - 1, row);
  }
}
