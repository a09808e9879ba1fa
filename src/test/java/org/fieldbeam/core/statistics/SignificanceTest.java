package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hipparchus.special.Erf;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignificanceTest {

  /** Upper tail of Student's t with 4 degrees of freedom, in closed form. */
  private static double tail4(double t) {
    double x = t / Math.sqrt(4 + t * t);
    return 0.5 - 0.75 * (x - x * x * x / 3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2, 4, 8, 16})
  void studentTailsOfFourDegreesOfFreedom(double t) {
    double z = Significance.gaussian(t, 4);
    double exact = Math.sqrt(2) * inverseErfc(2 * tail4(t));
    assertEquals(exact, z, 0.02 * exact);
    assertEquals(-z, Significance.gaussian(-t, 4), 0.0);
  }

  private static double inverseErfc(double p) {
    double low = 0;
    double high = 10;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (Erf.erfc(middle) > p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Test
  void manyDegreesOfFreedomAreGaussian() {
    assertEquals(5, Significance.gaussian(5, 1e9), 1e-6);
    assertEquals(Double.POSITIVE_INFINITY, Significance.gaussian(Double.POSITIVE_INFINITY, 3), 0.0);
  }

  /** ln(1 + t^2/nu) = 2 ln t - ln nu where t is large, also where t^2 is no double. */
  @ParameterizedTest
  @ValueSource(doubles = {1e20, 1e150, 1e155, 1e300})
  void hugeDistancesHaveFiniteScores(double t) {
    double nu = 7;
    double score = Math.sqrt(nu * (2 * Math.log(t) - Math.log(nu))) * (8 * nu + 1) / (8 * nu + 3);
    assertEquals(score, Significance.gaussian(t, nu), 1e-12 * score);
    assertEquals(-score, Significance.gaussian(-t, nu), 1e-12 * score);
  }

  /** An error of 0 is no number of standard errors. */
  @Test
  void scoresHaveWords() {
    assertEquals("+2.31 standard errors", Significance.inWords(2.3149));
    for (double score : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertEquals("a difference in what does not fluctuate at all", Significance.inWords(score));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {9, 31, 63, 511})
  void chiSquaredTails(double degrees) {
    for (double factor : new double[] {0.6, 1, 1.4, 2}) {
      double z = Significance.gaussianOfChiSquared(factor * degrees, degrees);
      double p = Gamma.regularizedGammaQ(degrees / 2, factor * degrees / 2);
      if (p > 1e-12 && p < 1 - 1e-12) {
        double score = p < 0.5 ? inverseErfc(2 * p) : -inverseErfc(2 * (1 - p));
        assertEquals(Math.sqrt(2) * score, z, 0.03 * Math.max(1, Math.abs(z)));
      }
    }
  }

  /** Closed forms for two degrees of freedom on either side, and the square of Student's t. */
  @Test
  void tailOfFIsThatOfClosedForms() {
    for (double nu : new double[] {1, 2.5, 7, 300}) {
      for (double x : new double[] {0, 0.1, 1, 3, 40}) {
        double above = Math.pow(1 + 2 * x / nu, -nu / 2);
        assertEquals(above, Significance.tailOfF(x, 2, nu), 1e-12 * above);
        double below = Math.pow(nu * x / (2 + nu * x), nu / 2);
        assertEquals(1 - below, Significance.tailOfF(x, nu, 2), 1e-12);
      }
    }
    double cauchy = 2 / Math.PI * Math.atan(1 / 3.0);
    assertEquals(cauchy, Significance.tailOfF(9, 1, 1), 1e-12);
    assertEquals(0, Significance.tailOfF(Double.POSITIVE_INFINITY, 3, 5));
  }
}
