package org.fieldbeam.core.statistics;

/**
 * Where to cut the sum of an autocorrelation function, by U. Wolff's rule (Comput. Phys. Commun.
 * 156 (2004) 143, eq. 51 and 52), and whether the data are such that it may be cut.
 *
 * <p>The rule supposes that rho(t) falls off about as exp(-t S/tau), and balances what is cut off
 * against noise. Two departures are looked for, each with a false alarm of about one in a thousand:
 *
 * <ul>
 *   <li>rho(t) is negative beyond noise (its standard deviation being that of M. S. Bartlett, J. R.
 *       Statist. Soc. Suppl. 8 (1946) 27) somewhere up to lag 2 W + 5, or the partial sum is 1/2 or
 *       less: the function oscillates, and no place to cut it is right.
 *   <li>The sum of rho(t) from W up to some lag is positive beyond noise: there is a slower mode.
 *       The rule is applied again with larger S, until what is cut off is within one standard
 *       deviation: once the simple shape is refuted, what is positive counts as signal.
 * </ul>
 *
 * @param lag the window W, or {@link Estimate#NO_WINDOW}
 * @param oscillates whether the function oscillates; then {@code lag} says nothing
 */
record AutomaticWindow(int lag, boolean oscillates) {

  /** Standard deviations that are not noise. */
  private static final double SIGNIFICANT = 3.5;

  /** Those of a function that oscillates: taking one for it that does not costs little. */
  private static final double NEGATIVE = 3;

  /** The same where a slower mode is known to be there, and the question is where it ends. */
  private static final double KNOWN = 1;

  /** Factor from one S to the next, and the largest. */
  private static final double STEP = 1.5;

  private static final double LARGEST_S = 20;

  private static final AutomaticWindow OSCILLATES = new AutomaticWindow(Estimate.NO_WINDOW, true);

  /**
   * Finds the window.
   *
   * @param rho normalised autocorrelation function from lag 0
   * @param share pairs of configurations at each lag as a fraction of n
   * @param n number of configurations
   * @param s Wolff's S to begin with
   */
  static AutomaticWindow of(double[] rho, double[] share, long n, double s) {
    AutomaticWindow found = new AutomaticWindow(Estimate.NO_WINDOW, false);
    if (rho.length == 1) {
      // Chains of one configuration each are independent by assumption.
      return new AutomaticWindow(0, false);
    }
    for (double trial = s; trial <= Math.max(s, LARGEST_S); trial *= STEP) {
      int window = wolff(rho, n, trial);
      if (window == Estimate.NO_WINDOW) {
        return found; // of a smaller S, if one closed
      }
      double tauInt = 0.5;
      for (int t = 1; t <= window; t++) {
        tauInt += rho[t];
      }
      if (tauInt <= 0.5 || isNegative(rho, share, n, 2 * window + 5)) {
        return OSCILLATES;
      }
      found = new AutomaticWindow(window, false);
      if (!isCutOff(rho, share, n, window, tauInt, trial > s ? KNOWN : SIGNIFICANT)) {
        return found;
      }
    }
    return found;
  }

  private static int wolff(double[] rho, long n, double s) {
    double tauInt = 0.5;
    for (int window = 1; window < rho.length; window++) {
      tauInt += rho[window];
      double tau = tauInt <= 0.5 ? 1e-10 : s / StrictMath.log((2 * tauInt + 1) / (2 * tauInt - 1));
      if (StrictMath.exp(-window / tau) < tau / Math.sqrt((double) window * n)) {
        return window;
      }
    }
    return Estimate.NO_WINDOW;
  }

  private static boolean isNegative(double[] rho, double[] share, long n, int last) {
    double squares = 1;
    for (int t = 1; t <= Math.min(last, rho.length - 1); t++) {
      if (rho[t] < -NEGATIVE * Math.sqrt(squares / (share[t] * n))) {
        return true;
      }
      squares += 2 * rho[t] * rho[t];
    }
    return false;
  }

  /** Whether the sum from the window to 2, 4, 8... times the window is more than noise. */
  private static boolean isCutOff(
      double[] rho, double[] share, long n, int window, double tau, double errors) {
    double sum = 0;
    double bias = 2 * tau / n; // of rho, from the subtracted mean
    int t = window;
    for (int last = 2 * window; ; last *= 2) {
      while (t < last) {
        if (t + 1 == rho.length || share[t + 1] < 0.5) {
          return t > window && isSignificant(sum, t - window, n, tau, errors);
        }
        sum += rho[++t] + bias;
      }
      if (isSignificant(sum, t - window, n, tau, errors)) {
        return true;
      }
    }
  }

  /** Of a sum over lags; its variance is 4 tau^2 lags / N (N. Madras and A. D. Sokal). */
  private static boolean isSignificant(double sum, int lags, long n, double tau, double errors) {
    return sum > errors * tau * Math.sqrt(4.0 * lags / n);
  }
}
