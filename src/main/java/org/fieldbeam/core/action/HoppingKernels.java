package org.fieldbeam.core.action;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;

/**
 * Sums over rows for actions with nearest-neighbour hopping. The loops are short and free of
 * branches and variable offsets, so that they are vectorised; see {@link Rows}.
 */
final class HoppingKernels {
  private static final int W = Rows.LANES;

  private final double kappa;
  private final double quadratic;
  private final double quartic;
  // Numbers of the rows next to each row: forward and backward along every axis but the last.
  private final int[][] forward;
  private final int[][] backward;
  private final double[] others;

  HoppingKernels(Lattice lattice, double kappa, double quadratic, double quartic) {
    this.kappa = kappa;
    this.quadratic = quadratic;
    this.quartic = quartic;
    RowNeighbours neighbours = new RowNeighbours(lattice);
    forward = neighbours.forward;
    backward = neighbours.backward;
    int sites = lattice.extent(lattice.dimensions() - 1);
    others = new double[(sites + 2) * W];
  }

  /** Adds scale times the force on row r to a row of momenta. */
  void addForce(Rows phi, int r, double scale, double[] p) {
    double linear = -2 * quadratic * scale;
    double cubic = -4 * quartic * scale;
    double hop = 2 * kappa * scale;
    double[] row = phi.rows[r];
    int n = phi.length;
    if (forward.length == 1) {
      double[] up = phi.rows[forward[0][r]];
      double[] down = phi.rows[backward[0][r]];
      addForce(up, down, row, p, n, linear, cubic, hop);
    } else {
      sumOthers(phi, r, true);
      addForce(others, row, p, n, linear, cubic, hop);
    }
  }

  // Two dimensions have a kernel of their own: it is the case that runs for hours.
  private static void addForce(
      double[] up,
      double[] down,
      double[] row,
      double[] p,
      int n,
      double linear,
      double cubic,
      double hop) {
    for (int i = 0; i < n; i++) {
      double f = row[W + i];
      double neighbours = (up[W + i] + down[W + i]) + (row[i] + row[2 * W + i]);
      p[W + i] = Math.fma(f, Math.fma(cubic, f * f, linear), Math.fma(hop, neighbours, p[W + i]));
    }
  }

  private static void addForce(
      double[] others, double[] row, double[] p, int n, double linear, double cubic, double hop) {
    for (int i = 0; i < n; i++) {
      double f = row[W + i];
      double neighbours = others[W + i] + (row[i] + row[2 * W + i]);
      p[W + i] = Math.fma(f, Math.fma(cubic, f * f, linear), Math.fma(hop, neighbours, p[W + i]));
    }
  }

  /** Adds the terms of the action that belong to row r and its forward links, value by value. */
  void addAction(Rows phi, int r, double[] sums) {
    double[] next = others;
    if (forward.length == 1) {
      next = phi.rows[forward[0][r]];
    } else {
      sumOthers(phi, r, false);
    }
    addAction(next, phi.rows[r], phi.length, -2 * kappa, quadratic, quartic, sums);
  }

  private static void addAction(
      double[] others,
      double[] row,
      int n,
      double hop,
      double quadratic,
      double quartic,
      double[] sums) {
    for (int i = 0; i < n; i++) {
      double f = row[W + i];
      double next = others[W + i] + row[2 * W + i];
      sums[i] += f * Math.fma(hop, next, f * Math.fma(quartic, f * f, quadratic));
    }
  }

  /** Sums the neighbours of a row along all axes but the last: forward ones, or both. */
  private void sumOthers(Rows phi, int r, boolean both) {
    Arrays.fill(others, 0.0);
    for (int axis = 0; axis < forward.length; axis++) {
      add(phi.rows[forward[axis][r]], others);
      if (both) {
        add(phi.rows[backward[axis][r]], others);
      }
    }
  }

  private static void add(double[] row, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += row[i];
    }
  }
}
