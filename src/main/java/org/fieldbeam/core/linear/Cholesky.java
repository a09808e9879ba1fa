package org.fieldbeam.core.linear;

/**
 * The Cholesky factor of a symmetric positive definite matrix, A = L L^T, L lower triangular.
 *
 * <p>The order of all sums is fixed, so that the factor has the same bits everywhere.
 */
public final class Cholesky {
  /** A pivot below this share of its diagonal element is nothing but rounding error. */
  private static final double ROUNDING = 1e-14;

  private final double[][] factor;

  private Cholesky(double[][] factor) {
    this.factor = factor;
  }

  /**
   * Factorises a matrix.
   *
   * @param matrix n rows; of row i the first i + 1 elements are read
   * @throws NotPositiveDefiniteException if the matrix is not positive definite: says in which row
   */
  public static Cholesky of(double[][] matrix) {
    int n = matrix.length;
    double[][] factor = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] row = new double[i + 1];
      for (int j = 0; j < i; j++) {
        row[j] = (matrix[i][j] - dot(row, factor[j], j)) / factor[j][j];
      }
      double pivot = matrix[i][i] - dot(row, row, i);
      if (!(pivot > ROUNDING * Math.abs(matrix[i][i]))) {
        throw new NotPositiveDefiniteException(
            "the matrix is not positive definite: the leading part of "
                + (i + 1)
                + " rows has no Cholesky factor (pivot "
                + pivot
                + ")");
      }
      row[i] = Math.sqrt(pivot);
      factor[i] = row;
    }
    return new Cholesky(factor);
  }

  /** Four partial sums: the additions of one would have to wait for each other. */
  private static double dot(double[] a, double[] b, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k + 3 < count; k += 4) {
      s0 += a[k] * b[k];
      s1 += a[k + 1] * b[k + 1];
      s2 += a[k + 2] * b[k + 2];
      s3 += a[k + 3] * b[k + 3];
    }
    for (; k < count; k++) {
      s0 += a[k] * b[k];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Returns the rows of L: row i has i + 1 elements. */
  public double[][] factor() {
    return factor;
  }

  /** Returns the x with A x = {@code right}. */
  public double[] solve(double[] right) {
    int n = factor.length;
    double[] x = right.clone();
    for (int i = 0; i < n; i++) {
      x[i] = (x[i] - dot(factor[i], x, i)) / factor[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      x[i] /= factor[i][i];
      for (int j = 0; j < i; j++) {
        x[j] -= factor[i][j] * x[i];
      }
    }
    return x;
  }
}
