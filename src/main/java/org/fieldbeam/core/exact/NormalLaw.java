package org.fieldbeam.core.exact;

/** The standard normal distribution, to the accuracy of double precision. */
public final class NormalLaw {
  private static final double ROOT_TWO_PI = 2.5066282746310007;

  /** Below, the power series; above, the continued fraction. */
  private static final double SERIES_END = 3;

  private NormalLaw() {}

  /** Returns exp(-z^2 / 2) / sqrt(2 pi). */
  public static double density(double z) {
    return StrictMath.exp(-z * z / 2) / ROOT_TWO_PI;
  }

  /** Returns the probability of a value below z; small ones to relative accuracy. */
  public static double cumulative(double z) {
    if (z > 0) {
      return 1 - cumulative(-z);
    }
    double x = -z;
    if (x > 40) {
      return 0;
    }
    if (x < SERIES_END) {
      // Phi(x) = 1/2 + density(x) (x + x^3/3 + x^5/(3 5) + ...), DLMF 7.6.2
      double term = x;
      double sum = x;
      for (int n = 3; term > 1e-18 * sum; n += 2) {
        term *= x * x / n;
        sum += term;
      }
      return 0.5 - density(x) * sum;
    }
    // 1 - Phi(x) = density(x) / (x + 1/(x + 2/(x + 3/(x + ...)))), DLMF 7.9.1
    double fraction = x;
    for (int n = 120; n >= 1; n--) {
      fraction = x + n / fraction;
    }
    return density(x) / fraction;
  }
}
