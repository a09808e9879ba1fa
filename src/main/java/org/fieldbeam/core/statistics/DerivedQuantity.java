package org.fieldbeam.core.statistics;

import java.io.Serializable;

/** A differentiable function of the means of primary quantities, for example a susceptibility. */
public interface DerivedQuantity extends Serializable {

  /**
   * The function's value.
   *
   * @param means means of all primary quantities
   * @return f(means)
   */
  double value(double[] means);

  /**
   * The function's gradient, from which its error follows by linearisation.
   *
   * @param means means of all primary quantities
   * @param gradient receives df/dmeans[i]; zero on entry, same length as {@code means}
   */
  void gradient(double[] means, double[] gradient);
}
