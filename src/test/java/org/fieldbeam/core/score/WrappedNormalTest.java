package org.fieldbeam.core.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the heat kernel of the circle and of priors of angles. */
class WrappedNormalTest {
  private static final double TWO_PI = 2 * Math.PI;

  /** The sum over images as it is defined, with more of them than can matter. */
  private static double density(double x, double variance) {
    double sum = 0;
    for (int k = -60; k <= 60; k++) {
      double y = x + TWO_PI * k;
      sum += Math.exp(-y * y / (2 * variance));
    }
    return sum / Math.sqrt(TWO_PI * variance);
  }

  /** Both ways of summing are the definition, on both sides of the variance where they change. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 1, 3, 6.28, 6.2831853, 6.2831854, 6.3, 9, 40, 100})
  void densityAndScoreAreTheSumOverImages(double variance) {
    WrappedNormal law = new WrappedNormal(variance);
    double step = 1e-5 * Math.min(1, Math.sqrt(variance));
    for (int i = 0; i <= 40; i++) {
      double x = -Math.PI + i * TWO_PI / 40;
      double expected = density(x, variance);
      if (expected > 1e-280) {
        assertEquals(Math.log(expected), law.logDensity(x), 1e-12 * (1 + 1 / variance));
        double slope =
            (Math.log(density(x + step, variance)) - Math.log(density(x - step, variance)))
                / (2 * step);
        assertEquals(slope, law.score(x), 1e-6 * (1 + 1 / variance), x + " " + variance);
      }
      assertEquals(law.logDensity(x), law.logDensity(x + 6 * Math.PI), 1e-12 * (1 + 1 / variance));
      assertEquals(law.score(x), law.score(x - 4 * Math.PI), 1e-12 * (1 + 1 / variance) / variance);
      if (Math.abs(Math.abs(x) - Math.PI) > 1e-9) {
        assertEquals(-law.score(x), law.score(-x), 1e-14 / variance);
      }
    }
  }

  /** Normalised, with circular moments exp(-n^2 v / 2): sums over equal steps are exact here. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 4, 7, 50})
  void momentsAreThoseOfTheHeatKernel(double variance) {
    WrappedNormal law = new WrappedNormal(variance);
    int points = 4096;
    for (int n = 0; n <= 4; n++) {
      double sum = 0;
      for (int i = 0; i < points; i++) {
        double x = -Math.PI + i * TWO_PI / points;
        sum += Math.exp(law.logDensity(x)) * Math.cos(n * x) * TWO_PI / points;
      }
      assertEquals(Math.exp(-0.5 * n * n * variance), sum, 1e-12);
    }
  }

  /** At the ends of the range of variances there are the normal law and the uniform one. */
  @Test
  void extremeVariancesAreSafe() {
    WrappedNormal narrow = new WrappedNormal(1e-200);
    assertEquals(-3e150, narrow.score(3e-50), 1e136);
    assertEquals(0, narrow.score(0), 0.0);
    assertTrue(Double.isFinite(narrow.score(-Math.PI)));
    WrappedNormal wide = new WrappedNormal(1e200);
    assertEquals(-Math.log(TWO_PI), wide.logDensity(1.3), 1e-15);
    assertEquals(0, wide.score(1.3), 0.0);
    // far below rounding of the density, and still right to its digits
    WrappedNormal nearlyUniform = new WrappedNormal(200);
    double first = 2 * Math.exp(-100) * Math.sin(1);
    assertEquals(-first, nearlyUniform.score(1), 1e-12 * first);
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new WrappedNormal(bad));
    }
  }

  /**
   * Priors draw from the law whose density they give: circular moments of 20000 angles within 4.5
   * standard errors, 12 comparisons, a false alarm in 1 of 12000 seeds.
   */
  @Test
  void priorsDrawWhatTheyAreTheDensityOf() {
    FieldLayout links = FieldLayout.linkAngles(Lattice.of(2, 5));
    for (double variance : new double[] {0.6, 4, Double.NaN}) {
      boolean uniform = Double.isNaN(variance);
      NoisePrior prior =
          uniform ? new UniformAngles(links) : new WrappedNormalPrior(links, variance);
      int batch = 1000;
      RandomStream[] streams = new RandomStream[batch];
      for (int b = 0; b < batch; b++) {
        streams[b] = Streams.of(5, "prior", b, 0);
      }
      double[] phi = new double[20 * batch];
      double[] drawn = new double[batch];
      double[] density = new double[batch];
      prior.sample(streams, batch, phi, drawn);
      prior.logDensity(phi, batch, density);
      for (int b = 0; b < batch; b++) {
        double sum = 0;
        for (int i = 0; i < 20; i++) {
          double x = phi[i * batch + b];
          assertTrue(x >= -Math.PI && x < Math.PI);
          sum += Math.log(uniform ? 1 / TWO_PI : density(x, variance));
        }
        assertEquals(sum, density[b], 1e-10);
        assertEquals(density[b], drawn[b]);
      }
      for (int n = 1; n <= 2; n++) {
        double cosines = 0;
        double sines = 0;
        for (double x : phi) {
          cosines += Math.cos(n * x) / phi.length;
          sines += Math.sin(n * x) / phi.length;
        }
        double expected = uniform ? 0 : Math.exp(-0.5 * n * n * variance);
        double second = uniform ? 0 : Math.exp(-2.0 * n * n * variance);
        double cosineError = Math.sqrt(((1 + second) / 2 - expected * expected) / phi.length);
        assertEquals(expected, cosines, 4.5 * cosineError);
        assertEquals(0, sines, 4.5 * Math.sqrt((1 - second) / 2 / phi.length));
      }
    }
    FieldLayout real = FieldLayout.real(Lattice.of(2), 2);
    assertThrows(IllegalArgumentException.class, () -> new UniformAngles(real));
    assertThrows(IllegalArgumentException.class, () -> new WrappedNormalPrior(real, 1));
    assertThrows(IllegalArgumentException.class, () -> new GaussianPrior(links, 1));
  }
}
