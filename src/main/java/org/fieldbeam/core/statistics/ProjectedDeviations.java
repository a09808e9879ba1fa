package org.fieldbeam.core.statistics;

import java.io.Serializable;
import java.util.List;

/**
 * Derived quantities linearised at the means of the primary quantities: the projected deviation of
 * a configuration is the sum over primaries of df/dmean_i (a_i - mean_i) (U. Wolff, Comput. Phys.
 * Commun. 156 (2004) 143, eq. 17 and 31). Its mean is zero, and the error of the derived quantity
 * is the error of that mean.
 */
public final class ProjectedDeviations implements Serializable {

  private static final long serialVersionUID = 1L;

  private final double[] means;
  private final double[] values;
  private final int[][] index;
  private final double[][] slope;

  /**
   * Linearises quantities at the given means.
   *
   * @param means means of the primary quantities
   * @param quantities functions of these means
   */
  public ProjectedDeviations(double[] means, List<? extends DerivedQuantity> quantities) {
    this.means = means.clone();
    int count = quantities.size();
    values = new double[count];
    index = new int[count][];
    slope = new double[count][];
    for (int q = 0; q < count; q++) {
      values[q] = quantities.get(q).value(means);
      double[] gradient = new double[means.length];
      quantities.get(q).gradient(means, gradient);
      // Most quantities depend on one or two primaries.
      int used = 0;
      for (double g : gradient) {
        used += g != 0 ? 1 : 0;
      }
      index[q] = new int[used];
      slope[q] = new double[used];
      int next = 0;
      for (int i = 0; i < gradient.length; i++) {
        if (gradient[i] != 0) {
          index[q][next] = i;
          slope[q][next++] = gradient[i];
        }
      }
    }
  }

  /**
   * Number of derived quantities.
   *
   * @return the length of what {@link #project} writes
   */
  public int size() {
    return values.length;
  }

  /**
   * A derived quantity at the means, without correction of its bias of order 1/N.
   *
   * @param quantity index into the list given at construction
   * @return f(means)
   */
  public double value(int quantity) {
    return values[quantity];
  }

  /**
   * Computes the deviations of one configuration.
   *
   * @param primaries its primary quantities
   * @param weight its weight divided by the mean weight; 1 in an unweighted ensemble
   * @param deviations receives one number for each derived quantity
   */
  public void project(double[] primaries, double weight, double[] deviations) {
    for (int q = 0; q < values.length; q++) {
      int[] at = index[q];
      double[] by = slope[q];
      double sum = 0;
      for (int i = 0; i < at.length; i++) {
        sum += by[i] * (primaries[at[i]] - means[at[i]]);
      }
      deviations[q] = weight * sum;
    }
  }
}
