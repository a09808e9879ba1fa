package org.fieldbeam.core.observable.average;

import org.fieldbeam.core.statistics.DerivedQuantity;

/** A factor times the mean of a square, less the square of the mean: arguments in this order. */
public record Variance(double factor) implements DerivedQuantity {
  private static final long serialVersionUID = 1L;

  @Override
  public double value(double[] means) {
    return factor * (means[0] - means[1] * means[1]);
  }

  @Override
  public void gradient(double[] means, double[] gradient) {
    gradient[0] = factor;
    gradient[1] = -2 * factor * means[1];
  }
}
