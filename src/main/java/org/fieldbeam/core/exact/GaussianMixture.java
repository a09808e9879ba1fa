package org.fieldbeam.core.exact;

import java.util.Arrays;

/**
 * An even sum of Gaussians of one variance, f(x) = sum_i w_i [N(x; c_i, v) + N(x; -c_i, v)] with
 * positive weights given by their logs: log f and its derivatives keep their accuracy where f
 * underflows.
 */
final class GaussianMixture {
  /** Depth in the exponent below which a weight does not count. */
  private static final double DEPTH = 45;

  private final double[] log;
  private final double[] centre;
  private final double variance;

  /**
   * A mixture; the arrays are not copied.
   *
   * @param log the log weights; minus infinity for a weight 0, but not all of them
   * @param centre the centres, at least as many
   * @param variance the variance of each Gaussian
   */
  GaussianMixture(double[] log, double[] centre, double variance) {
    this.log = log;
    this.centre = centre;
    this.variance = variance;
  }

  /** Returns the log of weights at the first places, up to the last one that is not negligible. */
  static double[] logs(double[] weights, double negligible) {
    int last = weights.length;
    while (last > 1 && weights[last - 1] <= negligible) {
      last--;
    }
    return Arrays.stream(weights, 0, last)
        .map(w -> w > negligible ? StrictMath.log(w) : Double.NEGATIVE_INFINITY)
        .toArray();
  }

  /** Returns log f(x). */
  double logDensity(double x) {
    Terms terms = new Terms(x);
    double sum = 0;
    for (int i = 0; i < terms.count; i++) {
      sum += terms.weight[i];
    }
    return StrictMath.log(sum) + terms.highest - StrictMath.log(2 * Math.PI * variance) / 2;
  }

  /** Returns the first three derivatives of log f at x: the cumulants of u = (c - x) / v. */
  double[] derivatives(double x) {
    Terms terms = new Terms(x);
    double norm = 0;
    double first = 0;
    for (int i = 0; i < terms.count; i++) {
      norm += terms.weight[i];
      first += terms.weight[i] * terms.u[i];
    }
    double mean = first / norm;
    double second = 0;
    double third = 0;
    for (int i = 0; i < terms.count; i++) {
      double d = terms.u[i] - mean;
      second += terms.weight[i] * d * d;
      third += terms.weight[i] * d * d * d;
    }
    return new double[] {mean, second / norm - 1 / variance, third / norm};
  }

  /** The terms that count at x, relative to the highest one. */
  private final class Terms {
    private final double[] weight = new double[2 * log.length];
    private final double[] u = new double[2 * log.length];
    private final double highest;
    private int count;

    Terms(double x) {
      double top = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < log.length; i++) {
        double distance = Math.abs(x) - Math.abs(centre[i]);
        top = Math.max(top, log[i] - distance * distance / (2 * variance));
      }
      highest = top;
      for (int i = 0; i < log.length; i++) {
        add(log[i], centre[i] - x);
        add(log[i], -centre[i] - x);
      }
    }

    private void add(double logWeight, double distance) {
      double depth = logWeight - distance * distance / (2 * variance) - highest;
      if (depth > -DEPTH) {
        weight[count] = StrictMath.exp(depth);
        u[count] = distance / variance;
        count++;
      }
    }
  }
}
