package org.fieldbeam.core.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fieldbeam.Allocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exact laws are right wherever they are given, and refused beyond. */
class SiteRangeTest {
  /** Laws up to the ends of what is allowed: narrow, wide, deep. */
  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "1e-10, 0",
    "7e13, 0",
    "0, 1",
    "0, 7e25",
    "0, 9e-23",
    "1e6, 1",
    "1e10, 1",
    "-2, 1",
    "-100, 1",
    "-200, 1",
    "-1e-10, 4e-22",
    "-2e7, 1e10",
    "-2e-7, 1e-18",
    "3, 1e-12",
    "-2, 1e-4"
  })
  void lawsAreNormalisedAndFulfilTheSchwingerDysonEquation(double a, double b) {
    ExactMoments moments = ExactMoments.of(a, b);
    double second = moments.moment(2).re();
    double fourth = moments.moment(4).re();
    // 1 = 2 a <x^2> + 4 b <x^4>; the terms of a deep well cancel
    double size = Math.abs(2 * a * second) + 4 * b * fourth;
    assertEquals(1, 2 * a * second + 4 * b * fourth, 1e-13 * size + 1e-12);
    SiteLaw law = SiteLaw.of(a, b);
    double median = law.quantile(0.75);
    assertEquals(0.75, law.cumulative(median), 1e-12);
    // the same second moment by another rule, on the density itself
    double end = SiteRange.end(a, b);
    int panels = 2000;
    double sum = 0;
    for (int i = 0; i < panels; i++) {
      sum +=
          2
              * GaussLegendre.integrate(
                  x -> x * x * law.density(x), end * i / panels, end * (i + 1) / panels);
    }
    assertEquals(1, sum / second, 1e-10);
  }

  /** x = c y: the noised law in other units is the same law. */
  @ParameterizedTest
  @CsvSource({"1e-4", "1e-2", "10", "1e4"})
  void noisedLawsScale(double c) {
    for (double[] noise : new double[][] {{1, 1e-4}, {0.9, 0.2}, {0.01, 1}, {0, 1}}) {
      NoisedLaw law = NoisedLaw.of(SiteLaw.of(-4, 1), noise[0], noise[1]);
      NoisedLaw scaled =
          NoisedLaw.of(SiteLaw.of(-4 / (c * c), 1 / (c * c * c * c)), noise[0], noise[1] * c * c);
      for (double x : new double[] {0.1, 0.8, 1.5, 2.5}) {
        assertEquals(1, law.score(x) / (c * scaled.score(c * x)), 1e-7, () -> "score at " + x);
        assertEquals(
            1, law.density(x) / (c * scaled.density(c * x)), 1e-7, () -> "density at " + x);
      }
    }
  }

  private static void refused(String words, Executable work) {
    long[] bytes = new long[1];
    bytes[0] =
        Allocation.of(
            () -> {
              String message = assertThrows(IllegalArgumentException.class, work).getMessage();
              assertTrue(message.contains(words), message);
            });
    assertTrue(bytes[0] < 64 << 20, () -> bytes[0] + " bytes");
  }

  @Test
  void whatCannotBeResolvedIsRefused() {
    refused("lets x be as large as", () -> SiteLaw.of(1, 1e300));
    refused("lets x be as large as", () -> SiteLaw.of(1e-300, 1e-300));
    refused("lets x be as large as", () -> ExactMoments.of(0, 1e-300));
    refused("lets x be as large as", () -> ExactMoments.of(Complex.of(1e200), Complex.of(1)));
    refused("wells of the depth", () -> SiteLaw.of(-1e6, 1));
    refused("wells of the depth", () -> ExactMoments.of(-1, 1e-300));
    refused("cancels", () -> ExactMoments.of(Complex.of(-60, 20), Complex.of(1)));
    refused("too near to the origin", () -> LangevinLimit.outer(Complex.of(-4, 1e-9), Complex.ONE));
    SiteLaw law = SiteLaw.of(-4, 1);
    refused("takes a grid of", () -> FokkerPlanckLaw.of(law, 1e-300, law));
    refused("takes a grid of", () -> FokkerPlanckLaw.of(law, 1e-12, law));
    refused("takes a grid of", () -> FokkerPlanckLaw.of(law, 1e6, law));
    refused("takes a grid of", () -> EulerMaruyamaLaw.of(law, 1e-300, law));
    refused("take too long", () -> EulerMaruyamaLaw.of(law, 1e-6, law).advance(1_000_000_000));
  }
}
