package org.fieldbeam.core.exact;

import java.util.Arrays;
import java.util.function.DoubleFunction;

/**
 * An odd function on [-end, end] and its derivative, by quintic Hermite interpolation of values and
 * first two derivatives on an equidistant grid, which is refined until its error at the midpoints
 * is small.
 */
final class ScoreTable {
  private static final int FIRST = 32;
  private static final int MAX = 1 << 14;

  private final double end;
  private final double tolerance;
  private final DoubleFunction<double[]> exact;
  private double width;
  private double[][] node;

  /**
   * Tabulates a function.
   *
   * @param exact value, first and second derivative of the function at x &gt;= 0
   * @param end the end of the table; beyond it the function itself is called
   * @param tolerance the error at midpoints, relative to 1 + the largest value in the table
   */
  ScoreTable(DoubleFunction<double[]> exact, double end, double tolerance) {
    this.end = end;
    this.tolerance = tolerance;
    this.exact = exact;
    node = new double[FIRST + 1][];
    for (int i = 0; i <= FIRST; i++) {
      node[i] = exact.apply(end * i / FIRST);
    }
    width = end / FIRST;
    while (node.length <= MAX && refine()) {
      // refine() halves the width
    }
  }

  /** Halves the width; returns whether the error before was too large. */
  private boolean refine() {
    int cells = node.length - 1;
    double largest = 0;
    for (double[] values : node) {
      largest = Math.max(largest, Math.abs(values[0]));
    }
    double[][] finer = new double[2 * cells + 1][];
    double[] out = new double[2];
    double error = 0;
    for (int i = 0; i < cells; i++) {
      double middle = (i + 0.5) * width;
      double[] values = exact.apply(middle);
      interpolate(middle, out);
      // The derivative, weighed with the width, has an error of the same order.
      error = Math.max(error, Math.abs(out[0] - values[0]));
      error = Math.max(error, Math.abs(out[1] - values[1]) * width);
      finer[2 * i] = node[i];
      finer[2 * i + 1] = values;
    }
    finer[2 * cells] = node[cells];
    node = finer;
    width /= 2;
    return error > tolerance * (1 + largest);
  }

  /** Writes the value and the derivative at x. */
  private void evaluate(double x, double[] out) {
    double place = Math.abs(x);
    if (place < end) {
      interpolate(place, out);
    } else {
      double[] values = exact.apply(place);
      out[0] = values[0];
      out[1] = values[1];
    }
    if (x < 0) {
      out[0] = -out[0];
    }
  }

  /** Writes the function of all sites, and its derivative summed over them unless null. */
  void evaluate(double[] phi, int volume, int batch, double[] score, double[] divergence) {
    if (divergence != null) {
      Arrays.fill(divergence, 0, batch, 0);
    }
    double[] values = new double[2];
    for (int site = 0; site < volume * batch; site += batch) {
      for (int b = 0; b < batch; b++) {
        evaluate(phi[site + b], values);
        score[site + b] = values[0];
        if (divergence != null) {
          divergence[b] += values[1];
        }
      }
    }
  }

  private void interpolate(double x, double[] out) {
    double scaled = x / width;
    int cell = Math.min((int) scaled, node.length - 2);
    double u = scaled - cell;
    double[] left = node[cell];
    double[] right = node[cell + 1];
    // p(u) = f0 + u d0 + u^2 s0/2 + u^3 (A + u (B + u C)), matched at u = 1
    double d0 = left[1] * width;
    double s0 = left[2] * width * width / 2;
    double value = right[0] - left[0] - d0 - s0;
    double slope = right[1] * width - d0 - 2 * s0;
    double bend = right[2] * width * width / 2 - s0;
    double c3 = 10 * value - 4 * slope + bend;
    double c4 = -15 * value + 7 * slope - 2 * bend;
    double c5 = 6 * value - 3 * slope + bend;
    out[0] = left[0] + u * (d0 + u * (s0 + u * (c3 + u * (c4 + u * c5))));
    out[1] = (d0 + u * (2 * s0 + u * (3 * c3 + u * (4 * c4 + u * 5 * c5)))) / width;
  }
}
