package org.fieldbeam.core.lattice;

import java.util.Arrays;

/**
 * Sums over the sites of a lattice, one for each configuration of a batch.
 *
 * <p>They run over rows (lines of the last axis) first and within the row of sums then, an order
 * that is vectorised and does not depend on the batch.
 */
public final class SiteSums {
  private SiteSums() {}

  /**
   * Computes {@code out[b] = sum_x left[x * batch + b] * right[x * batch + b]}.
   *
   * @param lattice the lattice of both fields
   * @param batch the number of configurations
   */
  public static void dot(Lattice lattice, double[] left, double[] right, int batch, double[] out) {
    int n = rowLength(lattice, batch);
    dot(n, lattice.volume() * batch / n, left, right, batch, out);
  }

  /**
   * Computes {@code out[b] = sum_i left[i * batch + b] * right[i * batch + b]} over all values of
   * fields of any layout.
   *
   * @param n the number of values on a line of the last axis, times the batch
   * @param rows the number of such lines
   * @param batch the number of configurations
   */
  public static void dot(int n, int rows, double[] left, double[] right, int batch, double[] out) {
    int size = n * rows;
    double[] sums = new double[n];
    // Copies, because the loop is vectorised only where no index has a variable offset.
    double[] leftRow = new double[n];
    double[] rightRow = left == right ? leftRow : new double[n];
    for (int row = 0; row < size; row += n) {
      System.arraycopy(left, row, leftRow, 0, n);
      if (left != right) {
        System.arraycopy(right, row, rightRow, 0, n);
      }
      addProducts(leftRow, rightRow, sums);
    }
    sumRow(sums, n, batch, out);
  }

  /**
   * Computes {@code out[b] = sum_x field[x * batch + b]}.
   *
   * @param lattice the lattice of the field
   * @param batch the number of configurations
   */
  public static void sum(Lattice lattice, double[] field, int batch, double[] out) {
    int n = rowLength(lattice, batch);
    double[] sums = new double[n];
    for (int row = 0; row < lattice.volume() * batch; row += n) {
      for (int i = 0; i < n; i++) {
        sums[i] += field[row + i];
      }
    }
    sumRow(sums, n, batch, out);
  }

  private static void addProducts(double[] left, double[] right, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += left[i] * right[i];
    }
  }

  /** Returns the number of values in a row: the extent of the last axis times the batch. */
  public static int rowLength(Lattice lattice, int batch) {
    return lattice.extent(lattice.shape().length - 1) * batch;
  }

  /** Sums one row over its sites: {@code out[b] = sum_x row[x * batch + b]}, n values in all. */
  public static void sumRow(double[] row, int n, int batch, double[] out) {
    Arrays.fill(out, 0, batch, 0.0);
    for (int site = 0; site < n; site += batch) {
      for (int b = 0; b < batch; b++) {
        out[b] += row[site + b];
      }
    }
  }
}
