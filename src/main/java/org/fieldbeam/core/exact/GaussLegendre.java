package org.fieldbeam.core.exact;

import java.util.function.DoubleUnaryOperator;

/** Gauss-Legendre quadrature with 16 nodes. */
final class GaussLegendre {
  private static final int NODES = 16;
  private static final double[] NODE = new double[NODES];
  private static final double[] WEIGHT = new double[NODES];

  static {
    for (int i = 0; i < NODES; i++) {
      double x = StrictMath.cos(Math.PI * (i + 0.75) / (NODES + 0.5));
      double slope = 0;
      for (int newton = 0; newton < 20; newton++) {
        double before = 1;
        double value = x;
        for (int n = 2; n <= NODES; n++) {
          double next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
          before = value;
          value = next;
        }
        slope = NODES * (x * value - before) / (x * x - 1);
        x -= value / slope;
      }
      NODE[i] = x;
      WEIGHT[i] = 2 / ((1 - x * x) * slope * slope);
    }
  }

  private GaussLegendre() {}

  /** The integral of a smooth function from {@code from} to {@code to}. */
  static double integrate(DoubleUnaryOperator f, double from, double to) {
    double middle = (from + to) / 2;
    double half = (to - from) / 2;
    double sum = 0;
    for (int i = 0; i < NODES; i++) {
      sum += WEIGHT[i] * f.applyAsDouble(middle + half * NODE[i]);
    }
    return half * sum;
  }
}
