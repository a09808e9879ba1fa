package org.fieldbeam.core.linear;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations.
 *
 * @param values the eigenvalues, in no particular order
 * @param vectors row {@code n} is the normalised eigenvector of {@code values[n]}
 */
@SuppressWarnings("ArrayRecordComponent") // arrays of numbers that no one compares
public record SymmetricEigen(double[] values, double[][] vectors) {
  private static final int MAX_SWEEPS = 60;

  /** Returns the eigenvalues, in no particular order; the matrix is destroyed. */
  public static double[] values(double[][] a) {
    diagonalise(a, new double[0][]);
    return diagonal(a);
  }

  /** Returns eigenvalues and eigenvectors; the matrix is destroyed. */
  public static SymmetricEigen of(double[][] a) {
    double[][] vectors = new double[a.length][a.length];
    for (int n = 0; n < a.length; n++) {
      vectors[n][n] = 1;
    }
    diagonalise(a, vectors);
    return new SymmetricEigen(diagonal(a), vectors);
  }

  private static void diagonalise(double[][] a, double[][] vectors) {
    int n = a.length;
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      double off = 0;
      double diagonal = 0;
      for (int p = 0; p < n; p++) {
        diagonal += a[p][p] * a[p][p];
        for (int q = 0; q < p; q++) {
          off += a[p][q] * a[p][q];
        }
      }
      if (off <= 1e-32 * diagonal) {
        break;
      }
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, vectors, p, q);
        }
      }
    }
  }

  private static double[] diagonal(double[][] a) {
    double[] values = new double[a.length];
    for (int p = 0; p < values.length; p++) {
      values[p] = a[p][p];
    }
    return values;
  }

  private static void rotate(double[][] a, double[][] vectors, int p, int q) {
    if (a[p][q] == 0) {
      return;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int k = 0; k < a.length; k++) {
      double x = a[k][p];
      double y = a[k][q];
      a[k][p] = c * x - s * y;
      a[k][q] = s * x + c * y;
    }
    turn(a, p, q, c, s);
    if (vectors.length > 0) {
      turn(vectors, p, q, c, s);
    }
  }

  private static void turn(double[][] rows, int p, int q, double c, double s) {
    for (int k = 0; k < rows[p].length; k++) {
      double x = rows[p][k];
      double y = rows[q][k];
      rows[p][k] = c * x - s * y;
      rows[q][k] = s * x + c * y;
    }
  }
}
