package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {

  @ParameterizedTest
  @CsvSource({
    "0.47209, 0.0018, 0.4721(18)",
    "20.68, 1.02, 20.7(1.0)",
    "222.4, 46.9, 222(47)",
    "23889.63, 0.53, 23889.63(53)",
    "1234, 471, 1234(470)",
    "0.5, 0.0996, 0.50(10)",
    "0.5, 0.996, 0.5(1.0)",
    "12.34, 9.96, 12(10)",
    "-0.0073, 0.0049, -0.0073(49)",
    "1.234e-12, 4.5e-13, 1.23(45)e-12",
    "3e-9, 4.5e-6, 0.0(4.5)e-6",
    "0.5, 0, 0.5",
    "100, 0, 100",
    "0.125, NaN, 0.125(?)",
    "NaN, 1, NaN"
  })
  void printsTheErrorToTwoDigits(double value, double error, String text) {
    assertEquals(text, Estimate.independent(value, error, 10).toString());
  }

  @Test
  void pullsCombineErrors() {
    Estimate a = Estimate.independent(1.7, 0.3, 5);
    Estimate b = Estimate.independent(0.7, 0.4, 5);
    assertEquals(2, a.pull(b), 1e-14);
    assertEquals(-2, b.pull(a), 1e-14);
    assertEquals(9, a.pull(-1), 1e-14);
    Estimate exact = Estimate.independent(2, 0, 5);
    assertEquals(0, exact.pull(2), 0.0);
    assertEquals(Double.POSITIVE_INFINITY, exact.pull(1), 0.0);
  }
}
