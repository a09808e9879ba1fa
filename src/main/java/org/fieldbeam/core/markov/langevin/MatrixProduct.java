package org.fieldbeam.core.markov.langevin;

import java.util.Arrays;

/**
 * Products of a matrix and a batch of fields.
 *
 * <p>The terms of a sum are added in the order of the columns whatever the batch, so that a chain
 * has the same bits in every batch. Columns are taken in blocks, whose fields stay in the cache
 * while all rows pass.
 */
final class MatrixProduct {
  /** Numbers of fields in a block of columns: half of a first-level cache. */
  private static final int BLOCK = 2048;

  private MatrixProduct() {}

  /** Sets product_x = sum_y matrix_xy field_y for each chain. */
  static void set(double[][] matrix, double[] field, int batch, double[] product) {
    Arrays.fill(product, 0);
    add(matrix, field, batch, product);
  }

  /**
   * Adds sum_y matrix_xy field_y.
   *
   * @param matrix rows; of a triangular matrix those of length x + 1
   */
  static void add(double[][] matrix, double[] field, int batch, double[] product) {
    int columns = Math.max(4, BLOCK / batch / 4 * 4);
    for (int from = 0; from < matrix.length; from += columns) {
      for (int x = 0; x < matrix.length; x++) {
        double[] row = matrix[x];
        int to = Math.min(row.length, from + columns);
        int y = from;
        for (; y + 3 < to; y += 4) {
          addFour(row, y, field, batch, product, x * batch);
        }
        for (; y < to; y++) {
          addOne(row[y], field, y * batch, batch, product, x * batch);
        }
      }
    }
  }

  private static void addFour(
      double[] row, int y, double[] field, int batch, double[] product, int at) {
    double a = row[y];
    double b = row[y + 1];
    double c = row[y + 2];
    double d = row[y + 3];
    int first = y * batch;
    int second = first + batch;
    int third = second + batch;
    int fourth = third + batch;
    for (int i = 0; i < batch; i++) {
      product[at + i] =
          product[at + i]
              + a * field[first + i]
              + b * field[second + i]
              + c * field[third + i]
              + d * field[fourth + i];
    }
  }

  private static void addOne(
      double a, double[] field, int from, int batch, double[] product, int at) {
    for (int i = 0; i < batch; i++) {
      product[at + i] += a * field[from + i];
    }
  }
}
