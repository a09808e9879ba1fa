package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    "NaN, 1, undefined"
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

  /**
   * Distances of independent estimates, value 0 with error 1 against another. Two-sided quantiles
   * of Student's t: at 5 degrees of freedom 4.032 has the probability 1 %, as 2.576 of a Gaussian.
   */
  @ParameterizedTest
  @CsvSource({
    // degrees of freedom of either, error and value of the second, score
    "1e9, 1e9, 1, 2, 1.41421",
    "5, 5, 0, 4.032, -2.576",
    "10, 1e9, 0, 3.169, -2.576",
    "5, 5, 1, 0, 0",
    "3.9, 3.9, 0, 4, NaN",
    "1.9, 1.9, 1, 40, NaN",
    // as two errors of 2 degrees each: 4 together
    "2, 2, 1, 6.511, -2.576"
  })
  void scoresKnowHowUncertainErrorsAre(
      double degrees, double others, double error, double value, double score) {
    Estimate one = new Estimate(0, 1, 0.5, 0, 0, 1000, 3 * degrees);
    Estimate other = new Estimate(value, error, 0.5, 0, 0, 1000, 3 * others);
    if (Double.isNaN(score)) {
      assertTrue(Double.isNaN(one.score(other)));
    } else {
      assertEquals(-Math.abs(score), one.score(other), 0.02 * Math.abs(score));
      assertEquals(one.score(other), -other.score(one), 1e-12);
    }
  }

  @Test
  void noScoreWithoutAnError() {
    Estimate exact = Estimate.independent(1, 0, 100);
    Estimate unknown = new Estimate(1, Double.NaN, 0.5, Double.NaN, 0, 100, 100);
    assertTrue(Double.isNaN(exact.score(Estimate.independent(2, 0, 100))));
    assertTrue(Double.isNaN(unknown.score(Estimate.independent(2, 1, 100))));
    // the spread of 9 chains: 8 degrees of freedom
    double tauError = 3 * Math.sqrt(2.0 / 8);
    Estimate chains = new Estimate(1, 0.1, 3, tauError, Estimate.NO_WINDOW, 100, 16);
    assertEquals(8, chains.degreesOfFreedom(), 1e-9);
    assertEquals(
        0, new Estimate(1, 0.1, 3, Double.NaN, Estimate.NO_WINDOW, 9, 1).degreesOfFreedom());
  }
}
