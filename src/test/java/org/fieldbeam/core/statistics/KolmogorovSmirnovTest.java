package org.fieldbeam.core.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;

class KolmogorovSmirnovTest {

  /** By hand: F_n of {0.1, 0.4, 0.7} is farthest from uniform at 0.7, where it reaches 1. */
  @Test
  void distanceByHand() {
    KolmogorovSmirnov test = KolmogorovSmirnov.of(new double[] {0.7, 0.1, 0.4}, x -> x);
    assertEquals(0.3, test.distance(), 1e-15);
    assertEquals(0.3, test.signed(), 1e-15);
    assertEquals(0.7, test.at());
    assertEquals(-0.6, KolmogorovSmirnov.of(new double[] {0.9, 0.6}, x -> x).signed(), 1e-15);
  }

  /** Points in the middle of n equal intervals lie as near to uniform as n points can, 1/(2n). */
  @Test
  void nearestPossibleSample() {
    double[] sample = new double[50];
    for (int i = 0; i < 50; i++) {
      sample[i] = (i + 0.5) / 50;
    }
    assertEquals(0.01, KolmogorovSmirnov.of(sample, x -> x).distance(), 1e-15);
  }

  /**
   * The exact law for n = 1: P(D > d) = 2 (1 - d) for d of 1/2 and more. Stephens' correction is
   * for larger n; the limit is that of the tables (Smirnov 1948): 1.3581 at 0.05, 1.6276 at 0.01,
   * 0.8276 at 0.5.
   */
  @Test
  void criticalDistancesAreThoseOfTheTables() {
    double root = Math.sqrt(1e8);
    assertEquals(1.3581, KolmogorovSmirnov.critical(0.05, 100_000_000) * root, 2e-4);
    assertEquals(1.6276, KolmogorovSmirnov.critical(0.01, 100_000_000) * root, 2e-4);
    assertEquals(0.8276, KolmogorovSmirnov.critical(0.5, 100_000_000) * root, 2e-4);
    // the two series of the tail meet
    assertEquals(
        KolmogorovSmirnov.critical(0.12348, 1000), KolmogorovSmirnov.critical(0.12349, 1000), 1e-5);
  }

  /**
   * Of samples of the distribution itself the probability is uniform: of 2000 samples of 200
   * numbers as many as 100 lie below 0.05, within 4 binomial errors of 9.7 (1 of 16000 seeds) and
   * the few per cent of the approximation.
   */
  @Test
  void probabilityIsThatOfAFalseAlarm() {
    int below = 0;
    for (int sample = 0; sample < 2000; sample++) {
      RandomStream stream = Streams.of(7, "test", sample, 0);
      double[] numbers = new double[200];
      stream.uniforms(numbers, 0, 1, 200);
      KolmogorovSmirnov test = KolmogorovSmirnov.of(numbers, x -> x);
      if (test.probability() < 0.05) {
        below++;
        assertTrue(test.distance() > KolmogorovSmirnov.critical(0.05, 200) - 1e-9);
      }
    }
    assertEquals(100, below, 4 * 9.7 + 5);
  }

  @Test
  void aShiftIsSeen() {
    RandomStream stream = Streams.of(7, "test", 0, 0);
    double[] numbers = new double[10_000];
    stream.uniforms(numbers, 0, 1, 10_000);
    KolmogorovSmirnov test = KolmogorovSmirnov.of(numbers, x -> Math.min(1, Math.max(0, x - 0.03)));
    assertTrue(test.probability() < 1e-6);
    assertTrue(test.signed() > 0);
  }

  @Test
  void whatIsNoSampleIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> KolmogorovSmirnov.of(new double[0], x -> x));
    assertThrows(
        IllegalArgumentException.class,
        () -> KolmogorovSmirnov.of(new double[] {Double.NaN}, x -> x));
    assertThrows(
        IllegalArgumentException.class, () -> KolmogorovSmirnov.of(new double[] {2}, x -> x));
    assertThrows(IllegalArgumentException.class, () -> KolmogorovSmirnov.critical(0, 5));
  }
}
