package org.fieldbeam.core.score.operator;

import java.io.Serializable;

/** A function U(m) of the magnetization per site, by its derivatives. */
public interface MagnetizationPotential extends Serializable {
  /** Adds coefficient * U'(m) to out[0] and coefficient * U''(m) to out[1]. */
  void add(double m, double coefficient, double[] out);
}
