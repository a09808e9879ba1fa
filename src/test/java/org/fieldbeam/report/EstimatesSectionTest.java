package org.fieldbeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.report.plot.Histogram;
import org.junit.jupiter.api.Test;

class EstimatesSectionTest {
  private static RunData.Ensemble ensemble(String measurement, String name, double value) {
    return new RunData.Ensemble(
        measurement,
        name,
        Map.of("phi2", Estimate.independent(value, 0.3, 100)),
        new Histogram(new double[2], new double[1], new double[1]),
        List.of(),
        Optional.empty());
  }

  @Test
  void ensemblesAreComparedWithTheFirstOfTheirMeasurement() {
    RunData.Ensemble plain = ensemble("free", "plain", 1);
    RunData.Ensemble kernel = ensemble("free", "kernel", 2.2);
    String together = EstimatesSection.render(List.of(plain, kernel), List.of());
    assertFalse(together.contains("<h3>"), together);
    // 1.2 over sqrt(2) 0.3
    assertEquals(1, together.split("pull 2.8", -1).length - 1, together);
    String apart =
        EstimatesSection.render(List.of(plain, kernel, ensemble("phi4", "other", 9)), List.of());
    assertTrue(apart.contains("<h3>free</h3>") && apart.contains("<h3>phi4</h3>"), apart);
    assertEquals(1, apart.split("class=\"pull", -1).length - 1, apart);
    assertTrue(apart.contains("distance to other"), apart);
  }
}
