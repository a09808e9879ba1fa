package org.fieldbeam.core.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Whether two ensembles agree in several quantities at once: a table of pulls says it badly, for
 * its rows fluctuate together.
 *
 * <p>H. Hotelling's T^2 = d^T (C_1 + C_2)^-1 d of the differences d (Ann. Math. Statist. 2 (1931)
 * 360), with covariances that may differ, so that its degrees of freedom are K. Krishnamoorthy's
 * and J. Yu's (Statist. Probab. Lett. 66 (2004) 161), Welch's and Satterthwaite's for one quantity:
 * nu = (k + k^2) / sum_i (tr(A_i^2) + (tr A_i)^2)/nu_i, A_i = C_i (C_1 + C_2)^-1, and T^2 (nu - k +
 * 1)/(k nu) is an F variate of k and nu - k + 1 degrees of freedom.
 *
 * @param names the quantities compared: those that both ensembles have, without those that are
 *     linear functions of the ones before, and no more than the covariances allow
 * @param squaredDistance T^2
 * @param degreesOfFreedom nu
 * @param probability of a distance at least as large if both ensembles have one law; NaN where the
 *     covariances rest on too few blocks
 */
public record Agreement(
    List<String> names, double squaredDistance, double degreesOfFreedom, double probability) {

  /** Name of the check. */
  public static final String CHECK = "agreement";

  /** The check fails below; so many good pairs of ensembles fail it. */
  public static final double LEAST_PROBABILITY = 1e-4;

  /** What is left of a variance where a quantity is a linear function of others. */
  private static final double DEPENDENT = 1e-7;

  /** Degrees of freedom of the denominator for each of the numerator. */
  private static final double SPARE = 2;

  /** Copies the names. */
  public Agreement {
    names = List.copyOf(names);
  }

  /**
   * Compares two ensembles.
   *
   * @param one an ensemble
   * @param other an independent one
   */
  public static Agreement of(JointEstimate one, JointEstimate other) {
    List<String> names = new ArrayList<>(one.names());
    names.retainAll(other.names());
    int[] left = names.stream().mapToInt(one.names()::indexOf).toArray();
    int[] right = names.stream().mapToInt(other.names()::indexOf).toArray();
    double[][] first = part(one.covariance(), left);
    double[][] second = part(other.covariance(), right);
    int[] kept = independent(sum(first, second));
    for (int size = kept.length; size > 0; size--) {
      int[] used = Arrays.copyOf(kept, size);
      Whitened whitened = Whitened.of(part(first, used), part(second, used));
      double nu =
          (size + (double) size * size)
              / (whitened.share(true) / one.degreesOfFreedom()
                  + whitened.share(false) / other.degreesOfFreedom());
      double spare = nu - size + 1;
      if (spare >= Math.max(SPARE * size, Significance.FEWEST_DEGREES)) {
        double[] difference = new double[size];
        List<String> compared = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          difference[i] = one.values()[left[used[i]]] - other.values()[right[used[i]]];
          compared.add(names.get(used[i]));
        }
        double square = whitened.squaredLength(difference);
        double probability = Significance.tailOfF(square * spare / (size * nu), size, spare);
        return new Agreement(compared, square, nu, probability);
      }
    }
    return new Agreement(List.of(), Double.NaN, Double.NaN, Double.NaN);
  }

  private static double[][] part(double[][] matrix, int[] kept) {
    double[][] part = new double[kept.length][kept.length];
    for (int i = 0; i < kept.length; i++) {
      for (int j = 0; j < kept.length; j++) {
        part[i][j] = matrix[kept[i]][kept[j]];
      }
    }
    return part;
  }

  private static double[][] sum(double[][] first, double[][] second) {
    double[][] sum = new double[first.length][first.length];
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < sum.length; j++) {
        sum[i][j] = first[i][j] + second[i][j];
      }
    }
    return sum;
  }

  /** Indices of quantities that are no linear functions of the ones before. */
  private static int[] independent(double[][] covariance) {
    int[] kept = new int[0];
    for (int i = 0; i < covariance.length; i++) {
      int[] tried = Arrays.copyOf(kept, kept.length + 1);
      tried[kept.length] = i;
      double[][] root = cholesky(part(covariance, tried));
      double left = root[kept.length][kept.length];
      if (left * left > DEPENDENT * covariance[i][i]) {
        kept = tried;
      }
    }
    return kept;
  }

  /** Lower triangular L with L L^T = matrix; what rounding makes negative on its diagonal is 0. */
  private static double[][] cholesky(double[][] matrix) {
    double[][] root = new double[matrix.length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = matrix[i][j];
        for (int k = 0; k < j; k++) {
          rest -= root[i][k] * root[j][k];
        }
        root[i][j] = i == j ? Math.sqrt(Math.max(0, rest)) : rest / root[j][j];
      }
    }
    return root;
  }

  /** Covariances in coordinates in which their sum is the unit matrix. */
  private record Whitened(double[][] root, double[][] first) {

    static Whitened of(double[][] first, double[][] second) {
      double[][] root = cholesky(sum(first, second));
      int size = root.length;
      double[][] half = new double[size][];
      for (int i = 0; i < size; i++) {
        half[i] = solve(root, first[i]); // first is symmetric: its rows are columns
      }
      double[][] white = new double[size][];
      for (int i = 0; i < size; i++) {
        double[] column = new double[size];
        for (int j = 0; j < size; j++) {
          column[j] = half[j][i];
        }
        white[i] = solve(root, column);
      }
      return new Whitened(root, white);
    }

    /** tr(A^2) + (tr A)^2 of the first covariance, or of the second, 1 less the first. */
    double share(boolean ofFirst) {
      double trace = 0;
      double square = 0;
      for (int i = 0; i < first.length; i++) {
        for (int j = 0; j < first.length; j++) {
          double unit = i == j ? 1 : 0;
          double element = ofFirst ? first[i][j] : unit - first[i][j];
          square += element * element;
          trace += unit * element;
        }
      }
      return square + trace * trace;
    }

    double squaredLength(double[] vector) {
      double square = 0;
      for (double x : solve(root, vector)) {
        square += x * x;
      }
      return square;
    }

    private static double[] solve(double[][] lower, double[] vector) {
      double[] x = new double[vector.length];
      for (int i = 0; i < x.length; i++) {
        double rest = vector[i];
        for (int k = 0; k < i; k++) {
          rest -= lower[i][k] * x[k];
        }
        x[i] = rest / lower[i][i];
      }
      return x;
    }
  }

  /**
   * The outcome as a check of an ensemble.
   *
   * @param other the name of the ensemble that it was compared with
   * @return passed, failed below {@link #LEAST_PROBABILITY}, or not judged
   */
  public Check check(String other) {
    if (Double.isNaN(probability)) {
      return Check.notJudged(
          CHECK,
          LEAST_PROBABILITY,
          "too few independent blocks to know how the observables of this ensemble and "
              + other
              + " fluctuate together: use more chains or longer ones");
    }
    boolean agree = probability >= LEAST_PROBABILITY;
    return Check.of(
        CHECK,
        agree,
        probability,
        LEAST_PROBABILITY,
        String.format(
            Locale.ROOT,
            "%s together differ from %s with p = %.2g (T² = %.1f, %d observables, %.0f degrees of"
                + " freedom)%s",
            String.join(", ", names),
            other,
            probability,
            squaredDistance,
            names.size(),
            degreesOfFreedom,
            agree ? "" : ": one of them does not sample the action; look at their other checks"));
  }
}
