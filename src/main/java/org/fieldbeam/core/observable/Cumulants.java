package org.fieldbeam.core.observable;

import org.fieldbeam.core.statistics.DerivedQuantity;

/**
 * Cumulants from raw moments: kappa_n = m_n - sum_{k=1}^{n-1} binomial(n-1, k-1) kappa_k m_{n-k}.
 *
 * <p>The recursion cancels leading digits when the mean is large against the spread; in the phi^4
 * theory, where &lt;M&gt; = 0 or M flips its sign, it does not. Cumulants of second and higher
 * order may be taken of moments about any point.
 */
public final class Cumulants {

  private Cumulants() {}

  /**
   * The cumulant of an order as a function of means.
   *
   * @param order 1 or more
   * @return a function of the raw moments, of which m_k stands at index k; index 0 is not used
   */
  public static DerivedQuantity quantity(int order) {
    return new Cumulant(order);
  }

  private record Cumulant(int order) implements DerivedQuantity {
    @Override
    public double value(double[] means) {
      return Cumulants.value(means, order);
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      Cumulants.gradient(means, order, gradient);
    }
  }

  /**
   * What values may differ by from rounding alone.
   *
   * @param size largest magnitude of the values
   * @param terms numbers of that magnitude whose average each value is; 1 for a number itself
   * @return a bound, see {@link Rounding}
   */
  public static double rounding(double size, int terms) {
    return Rounding.ofAverage(size, terms);
  }

  /** kappa_n from the moments m_1..m_n, held at index k of {@code moments}. */
  static double value(double[] moments, int order) {
    return all(moments, order)[order];
  }

  /** d kappa_n/d m_j, written to index j of {@code gradient}. */
  static void gradient(double[] moments, int order, double[] gradient) {
    double[] kappa = all(moments, order);
    for (int j = 1; j <= order; j++) {
      double[] slope = new double[order + 1];
      for (int n = j; n <= order; n++) {
        double sum = n == j ? 1 : 0;
        double binomial = 1;
        for (int k = 1; k < n; k++) {
          double other = n - k == j ? kappa[k] : 0;
          sum -= binomial * (slope[k] * moments[n - k] + other);
          binomial = binomial * (n - k) / k;
        }
        slope[n] = sum;
      }
      gradient[j] = slope[order];
    }
  }

  private static double[] all(double[] moments, int order) {
    double[] kappa = new double[order + 1];
    for (int n = 1; n <= order; n++) {
      double sum = moments[n];
      double binomial = 1;
      for (int k = 1; k < n; k++) {
        sum -= binomial * kappa[k] * moments[n - k];
        binomial = binomial * (n - k) / k;
      }
      kappa[n] = sum;
    }
    return kappa;
  }
}
