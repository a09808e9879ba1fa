package org.fieldbeam.core.action.angle;

import java.util.OptionalDouble;

/**
 * An action of angles as a function of any single one of them: S = -Re(conj(A) e^(i theta)) + rest,
 * where the staple A does not depend on that angle. Heat baths, overrelaxation and clusters ask for
 * it.
 */
public interface AngleForm {

  /**
   * Computes the staple of one angle, for every configuration.
   *
   * @param phi the fields, {@code V * batch} angles
   * @param batch the number of configurations
   * @param value the number of the angle in the layout
   * @param re receives {@code re[b] = Re A}
   * @param im receives {@code im[b] = Im A}
   */
  void staple(double[] phi, int batch, int value, double[] re, double[] im);

  /**
   * Returns beta where S = -beta sum cos(theta_x - theta_y) over pairs of neighbouring sites, so
   * that clusters can be grown; empty for others.
   */
  OptionalDouble neighbourCoupling();
}
