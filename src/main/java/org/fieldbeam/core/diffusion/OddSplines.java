package org.fieldbeam.core.diffusion;

import java.io.Serializable;

/**
 * Odd functions on the line: cubic B-splines on equal cells of [0, end], continued to negative x by
 * their oddness and zero beyond the end, with two continuous derivatives everywhere.
 *
 * <p>Basis function i = 1 .. n is a spline of height 2/3 around the knot i h, h the width of a
 * cell, which vanishes two cells away; n = cells - 2. Averages of their products and of their
 * integrals over a set of points follow from the powers of the points' places in their cells, which
 * are plain sums.
 *
 * @param end the end of the last cell
 * @param cells number of cells
 */
record OddSplines(double end, int cells) implements Serializable {
  /** Powers 0 to 6 of the place in a cell: products of two cubic pieces. */
  private static final int POWERS = 7;

  /** PIECES[p][k]: coefficient of u^k of a spline in the cell 3 - p cells right of its first. */
  private static final double[][] PIECES = {
    {1.0 / 6, -0.5, 0.5, -1.0 / 6},
    {2.0 / 3, 0, -1, 0.5},
    {1.0 / 6, 0.5, 0.5, -0.5},
    {0, 0, 0, 1.0 / 6}
  };

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException unless the end is positive and finite and there are 4 cells
   */
  OddSplines {
    if (!(end > 0 && Double.isFinite(end)) || cells < 4) {
      throw new IllegalArgumentException(
          "splines: " + cells + " cells up to " + end + "; allowed: 4 cells or more up to x > 0");
    }
  }

  /** Number of basis functions. */
  int size() {
    return cells - 2;
  }

  /** Number of sums over points: the points beyond the end, then the powers of each cell. */
  int sums() {
    return 1 + cells * POWERS;
  }

  private double width() {
    return end / cells;
  }

  /** Adds a point to the sums that begin at {@code at}. */
  void add(double x, double[] sums, int at) {
    double place = Math.abs(x) / width();
    int cell = (int) place;
    if (cell >= cells) {
      sums[at]++;
      return;
    }
    double u = place - cell;
    double power = 1;
    int first = at + 1 + cell * POWERS;
    for (int k = 0; k < POWERS; k++) {
      sums[first + k] += power;
      power *= u;
    }
  }

  /** The number of points in the sums that begin at {@code at}. */
  double count(double[] sums, int at) {
    double count = sums[at];
    for (int cell = 0; cell < cells; cell++) {
      count += points(sums, at, cell);
    }
    return count;
  }

  private static double points(double[] sums, int at, int cell) {
    return sums[at + 1 + cell * POWERS];
  }

  /** The number of the last cell that has points, -1 if none has. */
  int lastCell(double[] sums, int at) {
    int last = cells - 1;
    while (last >= 0 && points(sums, at, last) == 0) {
      last--;
    }
    return last;
  }

  /** Whether basis function i = 0 .. size() - 1 vanishes up to the end of a cell. */
  boolean isBeyond(int i, int cell) {
    return i - 1 > cell;
  }

  /** The mean of v_i v_j over the points; j is at most 3 away from i. */
  double product(double[] sums, int at, int i, int j) {
    double product = raw(sums, at, i + 2, j + 2);
    // the mirror image of the first function is the spline before cell 0
    if (i == 0) {
      product -= raw(sums, at, 0, j + 2);
    }
    if (j == 0) {
      product -= raw(sums, at, i + 2, 0);
    }
    if (i == 0 && j == 0) {
      product += raw(sums, at, 0, 0);
    }
    return product / count(sums, at);
  }

  /** The sum of B_m B_n; B_m has its last piece in cell m, its first in cell m - 3. */
  private double raw(double[] sums, int at, int m, int n) {
    double total = 0;
    for (int cell = Math.max(0, Math.max(m, n) - 3); cell <= Math.min(m, n); cell++) {
      if (cell < cells) {
        double[] left = PIECES[m - cell];
        double[] right = PIECES[n - cell];
        int first = at + 1 + cell * POWERS;
        for (int k = 0; k < 4; k++) {
          for (int l = 0; l < 4; l++) {
            total += left[k] * right[l] * sums[first + k + l];
          }
        }
      }
    }
    return total;
  }

  /** The means over the points of V_i(x), the integrals of v_i from 0 to |x|. */
  double[] integrals(double[] sums, int at) {
    double[] raw = new double[cells + 3];
    double above = sums[at];
    for (int cell = cells - 1; cell >= 0; cell--) {
      int first = at + 1 + cell * POWERS;
      for (int p = 0; p < 4; p++) {
        double whole = 0;
        for (int k = 0; k < 4; k++) {
          double coefficient = PIECES[p][k] / (k + 1) * width();
          raw[cell + p] += coefficient * sums[first + k + 1];
          whole += coefficient;
        }
        raw[cell + p] += whole * above;
      }
      above += points(sums, at, cell);
    }
    double[] means = new double[size()];
    for (int i = 0; i < means.length; i++) {
      means[i] = (raw[i + 2] - (i == 0 ? raw[0] : 0)) / above;
    }
    return means;
  }

  /** The coefficients of c1 x + c3 x^3, exact up to three cells before the end. */
  double[] ofCubic(double c1, double c3) {
    double[] coefficients = new double[size()];
    for (int i = 0; i < coefficients.length; i++) {
      double knot = (i + 1) * width();
      coefficients[i] = knot * (c1 + c3 * (knot * knot - width() * width()));
    }
    return coefficients;
  }

  /** Writes the function of some coefficients at x and its slope. */
  void evaluate(double[] coefficients, double x, double[] valueAndSlope) {
    double place = Math.abs(x) / width();
    int cell = (int) Math.min(place, cells);
    double value = 0;
    double slope = 0;
    if (cell < cells) {
      double u = place - cell;
      for (int p = 0; p < 4; p++) {
        double c = coefficient(coefficients, cell + p - 2);
        double[] piece = PIECES[p];
        value += c * (piece[0] + u * (piece[1] + u * (piece[2] + u * piece[3])));
        slope += c * (piece[1] + u * (2 * piece[2] + u * 3 * piece[3]));
      }
    }
    valueAndSlope[0] = x < 0 ? -value : value;
    valueAndSlope[1] = slope / width();
  }

  /** That of spline i = -2 .. cells: -2 is the mirror image of 0, -1 is centred at x = 0. */
  private static double coefficient(double[] coefficients, int i) {
    if (i == -2) {
      return -coefficients[0];
    }
    return i == -1 || i >= coefficients.length ? 0 : coefficients[i];
  }
}
