package org.fieldbeam.core.markov.cluster;

/**
 * exp(-x) for Metropolis decisions, to a relative error below 2e-12 (1e-14 up to x = 10), without
 * calls and branches so that loops over arrays are vectorised, and the same on every machine.
 *
 * <p>exp(-x) = (exp(-x/64))^64 with the Taylor polynomial of degree 13 on [0, 5/8]. The argument is
 * cut off at 0, where every proposal is accepted anyway, and at 40, where exp(-x) is below the
 * resolution 2^-53 of the uniform numbers.
 */
final class NegativeExponential {
  private static final double LARGEST = 40;

  private NegativeExponential() {}

  /** Replaces the first n numbers x by exp(-x). */
  static void apply(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = -Math.min(Math.max(x[i], 0.0), LARGEST) / 64;
    }
    for (int i = 0; i < n; i++) {
      double y = x[i];
      x[i] = 1 + y * (1 + y * (1 / 2. + y * (1 / 6. + y * high(y))));
    }
    for (int i = 0; i < n; i++) {
      double y = x[i] * x[i];
      y *= y;
      y *= y;
      y *= y;
      y *= y;
      x[i] = y * y;
    }
  }

  /** Returns exp(-x) for one number. */
  static double of(double x) {
    double y = -Math.min(Math.max(x, 0.0), LARGEST) / 64;
    y = 1 + y * (1 + y * (1 / 2. + y * (1 / 6. + y * high(y))));
    y *= y;
    y *= y;
    y *= y;
    y *= y;
    y *= y;
    return y * y;
  }

  private static double high(double y) {
    return 1 / 24.
        + y
            * (1 / 120.
                + y
                    * (1 / 720.
                        + y
                            * (1 / 5040.
                                + y
                                    * (1 / 40320.
                                        + y
                                            * (1 / 362880.
                                                + y
                                                    * (1 / 3628800.
                                                        + y
                                                            * (1 / 39916800.
                                                                + y
                                                                    * (1 / 479001600.
                                                                        + y / 6227020800.))))))));
  }
}
