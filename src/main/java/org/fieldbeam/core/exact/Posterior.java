package org.fieldbeam.core.exact;

import java.util.function.DoubleUnaryOperator;

/**
 * The posterior p(y | x) of the signal y given a noised value x &gt;= 0, on a grid fine enough for
 * the trapezoidal rule.
 *
 * <p>Its exponent is g(y) = c1 y - c2 y^2 - c4 y^4 with c1 &gt;= 0; the grid covers all y where g
 * is within DEPTH of its maximum.
 */
final class Posterior {
  private static final double DEPTH = 45;

  private static final double MOST_NODES = 1e6;

  private final SiteLaw law;
  private final double x;
  private final double c1;
  private final double c2;
  private final double c4;
  private final double first;
  private final double step;
  private final double[] weight;
  private final double logIntegral;

  Posterior(SiteLaw law, double alpha, double variance, double x) {
    this.law = law;
    this.x = x;
    c4 = law.quartic();
    c2 = law.quadratic() + alpha * alpha / (2 * variance);
    c1 = alpha * x / variance;
    double top = -root(-1);
    double highest = exponent(top);
    double level = highest - DEPTH;
    double end = edge(top, 1, level);
    first = start(top, level);
    double far = Math.max(Math.abs(first), Math.abs(end));
    // Two nodes per width of a Gaussian of the sharpest curvature that occurs: error exp(-8 pi^2).
    double curvature = Math.max(2 * c2, 0) + 12 * c4 * far * far;
    double needed = Math.ceil((end - first) * Math.sqrt(curvature) * 2) + 16;
    if (!(needed <= MOST_NODES)) {
      throw new IllegalArgumentException(
          "noised law at x = "
              + x
              + ": the law of the clean value is too narrow or too far away to be integrated over;"
              + " allowed: x where the noised law has weight");
    }
    int nodes = (int) needed;
    step = (end - first) / nodes;
    weight = new double[nodes + 1];
    double sum = 0;
    for (int i = 0; i <= nodes; i++) {
      weight[i] = StrictMath.exp(exponent(first + i * step) - highest);
      sum += weight[i];
    }
    for (int i = 0; i <= nodes; i++) {
      weight[i] /= sum;
    }
    logIntegral = StrictMath.log(sum * step) + highest - x * x / (2 * variance) + law.logDensity(0);
  }

  private double exponent(double y) {
    return y * (c1 - y * (c2 + c4 * y * y));
  }

  /**
   * The outermost root of g' on one side, sign 1 for the left one: minus the largest root of sign *
   * c1 + 2 c2 y + 4 c4 y^3. Newton's method from beyond it goes to it monotonically.
   */
  private double root(int sign) {
    double y = 1;
    while (sign * c1 + y * (2 * c2 + 4 * c4 * y * y) < 0) {
      y *= 2;
    }
    for (int i = 0; i < 300; i++) {
      double slope = 2 * c2 + 12 * c4 * y * y;
      double next = y - (sign * c1 + y * (2 * c2 + 4 * c4 * y * y)) / slope;
      if (!(next < y)) {
        break;
      }
      y = next;
    }
    return -y;
  }

  /** The smallest y with g(y) at the level. */
  private double start(double top, double level) {
    double inflection = c2 < 0 ? -Math.sqrt(-c2 / (6 * c4)) : 0;
    boolean secondMaximum =
        c2 < 0 && c1 - inflection * (2 * c2 + 4 * c4 * inflection * inflection) < 0;
    if (!secondMaximum) {
      return edge(top, -1, level);
    }
    double second = root(1);
    return exponent(second) >= level ? edge(second, -1, level) : crossing(top, inflection, level);
  }

  /** Where g falls to the level, going from a maximum in one direction. */
  private double edge(double from, int direction, double level) {
    double distance = 1;
    while (exponent(from + direction * distance) > level) {
      distance *= 2;
    }
    return crossing(from, from + direction * distance, level);
  }

  /** Bisects between a point above the level and one below; returns one just below. */
  private double crossing(double above, double below, double level) {
    double in = above;
    double out = below;
    for (int i = 0; i < 40; i++) {
      double middle = (in + out) / 2;
      if (exponent(middle) > level) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return out;
  }

  /** The log of int p_0(y) exp(-(x - alpha y)^2 / (2 sigma^2)) dy. */
  double logIntegral() {
    return logIntegral;
  }

  private double mean(DoubleUnaryOperator f) {
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      sum += weight[i] * f.applyAsDouble(first + i * step);
    }
    return sum;
  }

  /** The first three derivatives of log p_t by the central moments of y. */
  double[] byMean(double alpha, double variance) {
    double mean = mean(y -> y);
    double ratio = alpha / variance;
    return new double[] {
      (alpha * mean - x) / variance,
      ratio * ratio * mean(y -> (y - mean) * (y - mean)) - 1 / variance,
      ratio * ratio * ratio * mean(y -> (y - mean) * (y - mean) * (y - mean))
    };
  }

  /** The first three derivatives of log p_t by those of log p_0: F = -S', F', F'' and means. */
  double[] byForce(double alpha) {
    double a = law.quadratic();
    double b = law.quartic();
    double mean = mean(law::score);
    double second =
        mean(
            y -> {
              double d = law.score(y) - mean;
              return d * d - (2 * a + 12 * b * y * y);
            });
    double third =
        mean(
            y -> {
              double d = law.score(y) - mean;
              return d * (d * d - 3 * (2 * a + 12 * b * y * y)) - 24 * b * y;
            });
    return new double[] {mean / alpha, second / (alpha * alpha), third / (alpha * alpha * alpha)};
  }
}
