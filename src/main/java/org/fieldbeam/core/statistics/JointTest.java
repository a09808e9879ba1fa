package org.fieldbeam.core.statistics;

import org.fieldbeam.core.linear.SymmetricEigen;

/**
 * Hotelling's test that the expectations of several quantities are all 0.
 *
 * @param quantities number of independent combinations that were tested
 * @param statistic T^2, the sum of their squares in units of their errors
 * @param probability of a larger one if the expectations are 0
 */
public record JointTest(int quantities, double statistic, double probability) {

  /** Combinations whose variance is this part of that of the quantities are rounding. */
  private static final double DEPENDENT = 1e-10;

  /**
   * Tests values with jackknife replicas: {@code T^2 (nu - p + 1)/(nu p)} has the F distribution of
   * p and nu - p + 1 degrees of freedom, p the number of quantities and nu one less than that of
   * replicas (H. Hotelling, Ann. Math. Statist. 2 (1931) 360). Combinations that do not fluctuate
   * against the others are left out.
   *
   * @param values the quantities
   * @param replicas the quantities with one block of the data left out at a time
   * @return the test; not a number where nothing fluctuates or replicas are too few
   */
  public static JointTest ofReplicas(double[] values, double[][] replicas) {
    int blocks = replicas.length;
    double[][] covariance = covariance(values.length, replicas);
    double[] scale = new double[values.length];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = covariance[i][i] > 0 ? 1 / Math.sqrt(covariance[i][i]) : 0;
    }
    for (int i = 0; i < scale.length; i++) {
      for (int j = 0; j < scale.length; j++) {
        covariance[i][j] *= scale[i] * scale[j];
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(covariance);
    int rank = 0;
    double statistic = 0;
    for (int n = 0; n < scale.length; n++) {
      if (eigen.values()[n] > DEPENDENT) {
        double along = 0;
        for (int i = 0; i < scale.length; i++) {
          along += eigen.vectors()[n][i] * values[i] * scale[i];
        }
        statistic += along * along / eigen.values()[n];
        rank++;
      }
    }
    double nu = blocks - 1.0;
    double second = nu - rank + 1;
    if (rank == 0 || second < 1) {
      return new JointTest(rank, Double.NaN, Double.NaN);
    }
    double ratio = statistic * second / (nu * rank);
    return new JointTest(rank, statistic, Significance.tailOfF(ratio, rank, second));
  }

  private static double[][] covariance(int quantities, double[][] replicas) {
    int blocks = replicas.length;
    double[] mean = new double[quantities];
    for (double[] replica : replicas) {
      for (int i = 0; i < quantities; i++) {
        mean[i] += replica[i] / blocks;
      }
    }
    double[][] covariance = new double[quantities][quantities];
    for (double[] replica : replicas) {
      for (int i = 0; i < quantities; i++) {
        for (int j = 0; j < quantities; j++) {
          covariance[i][j] +=
              (replica[i] - mean[i]) * (replica[j] - mean[j]) * (blocks - 1) / blocks;
        }
      }
    }
    return covariance;
  }
}
