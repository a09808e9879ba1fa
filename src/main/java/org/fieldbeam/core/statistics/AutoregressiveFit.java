package org.fieldbeam.core.statistics;

import java.util.Arrays;

/**
 * An autoregressive process x_t = sum_i a_i x_(t-i) + noise that has the measured autocovariances
 * at its lags (Yule-Walker equations by N. Levinson's recursion), and the variance of the mean that
 * follows from it.
 *
 * <p>The spectral density at zero, which is the variance of a mean, is that of the process: an
 * established estimator of errors of Markov chains (P. Heidelberger and P. D. Welch, Commun. ACM 24
 * (1981) 233; {@code spectrum0.ar} of R's package coda), consistent for any linear process as the
 * order grows (K. N. Berk, Ann. Statist. 2 (1974) 489). Unlike a sum that is cut off it stays
 * positive and precise where positive and negative autocorrelations cancel. The order is that of
 * the least Akaike criterion with the correction for short series (C. M. Hurvich and C.-L. Tsai,
 * Biometrika 76 (1989) 297).
 *
 * @param order number of lags that the process has in common with the data
 * @param sum Gamma(0) + 2 sum_t (pairs(t)/N) Gamma(t), N times the variance of the grand mean over
 *     chains of finite length, in which autocorrelations beyond a chain's end have no part
 * @param squares sum of rho(t)^2 over all lags of both signs
 */
record AutoregressiveFit(int order, double sum, double squares) {

  /** Largest order: this many times log10 N. */
  private static final double ORDERS = 10;

  /** Lags beyond the first must have this many pairs, as a fraction of N. */
  private static final double FEWEST_PAIRS = 0.75;

  /** With this many configurations or more the correlation of neighbours is always fitted. */
  private static final long MANY = 50;

  /** The process is followed for at most this many times the largest measured lag. */
  private static final long FOLLOWED = 64;

  /** Autocorrelations that add nothing any more. */
  private static final double NEGLIGIBLE = 1e-12;

  /**
   * Fits a process.
   *
   * @param gamma autocovariances Gamma(t) from lag 0, Gamma(0) &gt; 0
   * @param share pairs of configurations at each lag as a fraction of N
   * @param n number of configurations N
   */
  static AutoregressiveFit of(double[] gamma, double[] share, long n) {
    int largest = largestOrder(share, n);
    double[] coefficients = coefficients(gamma, largest, n);
    double[] fitted = gamma;
    if (coefficients == null) {
      // Divided by N, not by the number of pairs, autocovariances are those of some process.
      fitted = new double[gamma.length];
      Arrays.setAll(fitted, t -> share[t] * gamma[t]);
      coefficients = coefficients(fitted, largest, n);
    }
    return follow(coefficients, fitted, share, n);
  }

  private static int largestOrder(double[] share, long n) {
    int lags = 1;
    while (lags + 1 < share.length && share[lags + 1] >= FEWEST_PAIRS) {
      lags++;
    }
    return (int) Math.min(lags, Math.min(ORDERS * Math.log10((double) n), n / 4.0));
  }

  /** The process of the best order; null if no process has such autocovariances. */
  private static double[] coefficients(double[] gamma, int largest, long n) {
    double[] now = new double[largest];
    double noise = gamma[0];
    double[] best = new double[0];
    double least = n * StrictMath.log(noise);
    for (int order = 1; order <= largest && n - order - 2 > 0; order++) {
      double reflection = gamma[order];
      for (int i = 1; i < order; i++) {
        reflection -= now[i - 1] * gamma[order - i];
      }
      reflection /= noise;
      if (!(Math.abs(reflection) < 1)) {
        return null;
      }
      double[] before = now.clone();
      for (int i = 1; i < order; i++) {
        now[i - 1] = before[i - 1] - reflection * before[order - i - 1];
      }
      now[order - 1] = reflection;
      noise *= 1 - reflection * reflection;
      double criterion = n * StrictMath.log(noise) + 2.0 * order * n / (n - order - 2);
      if (criterion < least || (order == 1 && n >= MANY)) {
        least = criterion;
        best = Arrays.copyOf(now, order);
      }
    }
    return best;
  }

  private static AutoregressiveFit follow(double[] a, double[] gamma, double[] share, long n) {
    int order = a.length;
    double[] last = new double[Math.max(1, order)]; // the autocovariances before, latest first
    last[0] = gamma[0];
    double sum = gamma[0];
    double squares = 1;
    int small = 0;
    double perLag = (share[0] - share[1]) / share[0]; // chains over configurations
    for (long t = 1; order > 0 && t < FOLLOWED * gamma.length && small < order; t++) {
      double next;
      if (t <= order) {
        next = gamma[(int) t];
      } else {
        next = 0;
        for (int i = 0; i < order; i++) {
          next += a[i] * last[i];
        }
      }
      System.arraycopy(last, 0, last, 1, order - 1);
      last[0] = next;
      double pairs = t < share.length ? share[(int) t] : Math.max(0, 1 - t * perLag);
      double rho = next / gamma[0];
      sum += 2 * pairs * next;
      squares += 2 * rho * rho;
      small = Math.abs(rho) < NEGLIGIBLE || pairs == 0 ? small + 1 : 0;
    }
    return new AutoregressiveFit(order, Math.max(sum, gamma[0] / n), squares);
  }
}
