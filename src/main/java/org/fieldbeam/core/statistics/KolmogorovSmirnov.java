package org.fieldbeam.core.statistics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The Kolmogorov-Smirnov test of independent numbers against a continuous distribution.
 *
 * @param distance {@code D = sup_x |F_n(x) - F(x)|}, F_n the empirical distribution function
 * @param signed the difference F_n - F where it is largest in absolute value
 * @param at the number x where it is
 * @param samples n
 */
public record KolmogorovSmirnov(double distance, double signed, double at, int samples) {

  /**
   * Tests a sample.
   *
   * @param sample independent numbers, at least one; not changed
   * @param distribution the distribution function F, continuous, from 0 to 1
   * @throws IllegalArgumentException if the sample is empty or holds NaN, or F leaves [0, 1] by
   *     more than rounding
   */
  public static KolmogorovSmirnov of(double[] sample, DoubleUnaryOperator distribution) {
    if (sample.length == 0) {
      throw new IllegalArgumentException("Kolmogorov-Smirnov test: the sample is empty");
    }
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    if (Double.isNaN(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException("Kolmogorov-Smirnov test: the sample holds NaN");
    }
    int n = sorted.length;
    double signed = 0;
    double at = sorted[0];
    for (int i = 0; i < n; i++) {
      double f = distribution.applyAsDouble(sorted[i]);
      if (!(f >= -1e-9 && f <= 1 + 1e-9)) {
        throw new IllegalArgumentException(
            "Kolmogorov-Smirnov test: the distribution function is " + f + " at " + sorted[i]);
      }
      // F_n jumps at a number of the sample: from i / n to (i + 1) / n
      for (double difference : new double[] {(double) i / n - f, (i + 1.0) / n - f}) {
        if (Math.abs(difference) > Math.abs(signed)) {
          signed = difference;
          at = sorted[i];
        }
      }
    }
    return new KolmogorovSmirnov(Math.abs(signed), signed, at, n);
  }

  /**
   * The probability that a sample of the distribution itself lies at least this far from it:
   * Kolmogorov's limit with the correction of M. A. Stephens, J. R. Statist. Soc. B 32 (1970) 115,
   * {@code Q((sqrt(n) + 0.12 + 0.11 / sqrt(n)) D)}, good to some per cent of itself for n of 20 or
   * more where it is small.
   */
  public double probability() {
    double root = Math.sqrt(samples);
    return tail((root + 0.12 + 0.11 / root) * distance);
  }

  /**
   * The distance that a sample of the distribution itself exceeds with a given probability.
   *
   * @param probability between 0 and 1
   */
  public static double critical(double probability, int samples) {
    if (!(probability > 0 && probability < 1) || samples < 1) {
      throw new IllegalArgumentException(
          "Kolmogorov-Smirnov test: the probability must lie between 0 and 1 and the sample have a"
              + " number; given "
              + probability
              + " and "
              + samples);
    }
    double low = 0;
    double high = 10;
    while (high - low > 1e-12) {
      double middle = 0.5 * (low + high);
      if (tail(middle) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double root = Math.sqrt(samples);
    return low / (root + 0.12 + 0.11 / root);
  }

  /** Kolmogorov's {@code Q(x) = P(sqrt(n) D > x)} for n to infinity. */
  private static double tail(double x) {
    if (x < 0.2) {
      return 1; // less than 1e-12 is missing
    }
    if (x < 1.18) {
      // 1 - sqrt(2 pi)/x sum exp(-(2k-1)^2 pi^2 / (8 x^2)): quick where the other series is slow
      double sum = 0;
      for (int k = 1; k < 20; k += 2) {
        sum += StrictMath.exp(-k * k * Math.PI * Math.PI / (8 * x * x));
      }
      return 1 - Math.sqrt(2 * Math.PI) / x * sum;
    }
    double sum = 0;
    for (int k = 1; k <= 20; k++) {
      double term = StrictMath.exp(-2.0 * k * k * x * x);
      sum += k % 2 == 1 ? term : -term;
    }
    return 2 * sum;
  }
}
