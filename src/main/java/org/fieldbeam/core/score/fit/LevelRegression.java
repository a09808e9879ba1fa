package org.fieldbeam.core.score.fit;

import java.util.List;
import org.fieldbeam.core.linear.SymmetricEigen;

/**
 * The normal equations of one noise level, in a slice of a flat array of sums, and their solution.
 *
 * <p>The unknowns are A (one per orbit) and c (zero-mode potential and operators). The vectors that
 * belong to different A live on different momenta, so their block of the Gram matrix is diagonal.
 * Layout: {@code AA[o], Ac[o][j], cc[j][l <= j], Ay[o], cy[o][j], yy}, all summed over
 * configurations and momenta, cy by orbit.
 */
final class LevelRegression {
  /** A smaller pivot, of a matrix of unit diagonal, is what rounding leaves of a singular one. */
  private static final double PIVOT = 1e-12;

  private final int orbits;
  private final int terms;

  LevelRegression(int orbits, int terms) {
    this.orbits = orbits;
    this.terms = terms;
  }

  int terms() {
    return terms;
  }

  int size() {
    return orbits * (2 + 2 * terms) + terms * (terms + 1) / 2 + 1;
  }

  int quadratic(int orbit) {
    return orbit;
  }

  int cross(int orbit) {
    return orbits + orbit * terms;
  }

  int gram(int j, int l) {
    return orbits * (1 + terms) + j * (j + 1) / 2 + l;
  }

  int quadraticTarget(int orbit) {
    return orbits * (1 + terms) + terms * (terms + 1) / 2 + orbit;
  }

  int termTarget(int orbit) {
    return orbits * (2 + terms) + terms * (terms + 1) / 2 + orbit * terms;
  }

  int target() {
    return size() - 1;
  }

  /**
   * Solves {@code (G + ridge) (w - w0) = b - G w0} with G scaled to unit diagonal.
   *
   * @param sums all sums; this level's begin at {@code at}
   * @param prior w0: A per orbit, then c
   * @param ridge on the c only
   * @param names of the c, for errors
   * @param where the level, for errors
   * @return A and c
   */
  double[] solve(
      double[] sums, int at, double[] prior, double ridge, List<String> names, String where) {
    double[] scaleA = new double[orbits];
    double[] scaleC = new double[terms];
    for (int o = 0; o < orbits; o++) {
      scaleA[o] = inverseRoot(sums[at + quadratic(o)], where + ", quadratic form of orbit " + o);
    }
    for (int j = 0; j < terms; j++) {
      scaleC[j] = inverseRoot(sums[at + gram(j, j)], where + ", operator " + names.get(j));
    }
    double[] residualA = new double[orbits];
    double[] residualC = new double[terms];
    residuals(sums, at, prior, residualA, residualC);
    double[][] schur = schur(sums, at, scaleA, scaleC);
    double[] right = new double[terms];
    for (int j = 0; j < terms; j++) {
      right[j] = residualC[j] * scaleC[j];
      for (int o = 0; o < orbits; o++) {
        right[j] -= sums[at + cross(o) + j] * scaleA[o] * scaleC[j] * (residualA[o] * scaleA[o]);
      }
      schur[j][j] += ridge;
    }
    cholesky(schur, names, where);
    substitute(schur, right);
    double[] solution = prior.clone();
    for (int o = 0; o < orbits; o++) {
      double value = residualA[o] * scaleA[o];
      for (int j = 0; j < terms; j++) {
        value -= sums[at + cross(o) + j] * scaleA[o] * scaleC[j] * right[j];
      }
      solution[o] += value * scaleA[o];
    }
    for (int j = 0; j < terms; j++) {
      solution[orbits + j] += right[j] * scaleC[j];
    }
    return solution;
  }

  private static double inverseRoot(double diagonal, String what) {
    if (!(diagonal > 0) || Double.isInfinite(diagonal)) {
      throw new IllegalArgumentException(
          "Effective action fit at "
              + what
              + ": the mean square of its gradient is "
              + diagonal
              + ", it must be positive and finite; leave the operator out, or check the training data");
    }
    return 1 / Math.sqrt(diagonal);
  }

  /** b - G w. */
  private void residuals(double[] sums, int at, double[] w, double[] outA, double[] outC) {
    for (int o = 0; o < orbits; o++) {
      outA[o] = sums[at + quadraticTarget(o)] - sums[at + quadratic(o)] * w[o];
      for (int j = 0; j < terms; j++) {
        double x = sums[at + cross(o) + j];
        outA[o] -= x * w[orbits + j];
        outC[j] += sums[at + termTarget(o) + j] - x * w[o];
      }
    }
    for (int j = 0; j < terms; j++) {
      for (int l = 0; l < terms; l++) {
        outC[j] -= sums[at + gram(Math.max(j, l), Math.min(j, l))] * w[orbits + l];
      }
    }
  }

  /** The scaled Gram matrix of the c with the A projected out. */
  private double[][] schur(double[] sums, int at, double[] scaleA, double[] scaleC) {
    double[][] schur = new double[terms][terms];
    for (int j = 0; j < terms; j++) {
      for (int l = 0; l <= j; l++) {
        double value = sums[at + gram(j, l)] * scaleC[j] * scaleC[l];
        for (int o = 0; o < orbits; o++) {
          int x = at + cross(o);
          value -= sums[x + j] * scaleC[j] * sums[x + l] * scaleC[l] * scaleA[o] * scaleA[o];
        }
        schur[j][l] = value;
        schur[l][j] = value;
      }
    }
    return schur;
  }

  /** Replaces the lower triangle by the Cholesky factor. */
  static void cholesky(double[][] a, List<String> names, String where) {
    for (int j = 0; j < a.length; j++) {
      for (int l = 0; l <= j; l++) {
        double value = a[j][l];
        for (int k = 0; k < l; k++) {
          value -= a[j][k] * a[l][k];
        }
        if (l < j) {
          a[j][l] = value / a[l][l];
        } else if (value > PIVOT) {
          a[j][j] = Math.sqrt(value);
        } else {
          throw new IllegalArgumentException(
              "Effective action fit at "
                  + where
                  + ": the Gram matrix is not positive definite at operator "
                  + names.get(j)
                  + " (pivot "
                  + value
                  + "): it depends linearly on the operators before it; leave it out, raise the ridge or"
                  + " train on more configurations");
        }
      }
    }
  }

  /** Solves L L^T x = b in place. */
  static void substitute(double[][] factor, double[] b) {
    for (int j = 0; j < b.length; j++) {
      for (int l = 0; l < j; l++) {
        b[j] -= factor[j][l] * b[l];
      }
      b[j] /= factor[j][j];
    }
    for (int j = b.length - 1; j >= 0; j--) {
      for (int l = j + 1; l < b.length; l++) {
        b[j] -= factor[l][j] * b[l];
      }
      b[j] /= factor[j][j];
    }
  }

  /** Sum of squared residuals {@code yy - 2 w.b + w.G w}. */
  double squaredResidual(double[] sums, int at, double[] w) {
    double[] a = new double[orbits];
    double[] c = new double[terms];
    residuals(sums, at, w, a, c);
    double value = sums[at + target()];
    for (int o = 0; o < orbits; o++) {
      value -= w[o] * (sums[at + quadraticTarget(o)] + a[o]);
      for (int j = 0; j < terms; j++) {
        value -= w[orbits + j] * sums[at + termTarget(o) + j];
      }
    }
    for (int j = 0; j < terms; j++) {
      value -= w[orbits + j] * c[j];
    }
    return value;
  }

  /** {@code sum |s_k|^2} of an orbit, by the regression's own identity {@code E|s|^2 = E[-s y]}. */
  double squaredScore(double[] sums, int at, double[] w, int orbit) {
    double value = w[orbit] * sums[at + quadraticTarget(orbit)];
    for (int j = 0; j < terms; j++) {
      value += w[orbits + j] * sums[at + termTarget(orbit) + j];
    }
    return value;
  }

  /**
   * Condition number of the scaled Gram matrix of the c with the A projected out; 1 without any.
   */
  double condition(double[] sums, int at) {
    if (terms == 0) {
      return 1;
    }
    double[] scaleA = new double[orbits];
    double[] scaleC = new double[terms];
    for (int o = 0; o < orbits; o++) {
      scaleA[o] = 1 / Math.sqrt(sums[at + quadratic(o)]);
    }
    for (int j = 0; j < terms; j++) {
      scaleC[j] = 1 / Math.sqrt(sums[at + gram(j, j)]);
    }
    double[] eigenvalues = SymmetricEigen.values(schur(sums, at, scaleA, scaleC));
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : eigenvalues) {
      largest = Math.max(largest, Math.abs(value));
      smallest = Math.min(smallest, Math.abs(value));
    }
    return largest / smallest;
  }
}
