package org.fieldbeam.core.shape;

/** Turns independent normal numbers into noise of a covariance. It serves one thread. */
public interface NoiseFilter {

  /**
   * Applies the root of the covariance.
   *
   * @param noise independent standard normal numbers, index {@code value * batch + b}; replaced by
   *     noise of the covariance. What becomes of a configuration does not depend on the others.
   * @param batch number of configurations
   */
  void apply(double[] noise, int batch);
}
