package org.fieldbeam.pipeline;

/** The action of a {@code generate} stage; the weight of a configuration is exp(-S). */
public sealed interface ActionSpec {

  /**
   * S = sum_x [-2 kappa sum_mu phi_x phi_{x+mu} + (1 - 2 lambda) phi^2 + lambda phi^4].
   *
   * @param kappa hopping parameter
   * @param lambda quartic coupling, not negative
   */
  record Phi4(double kappa, double lambda) implements ActionSpec {}

  /**
   * phi^4 in the bare mass and coupling of the continuum normalisation: (a m0)^2 = (1 - 2 lambda) /
   * kappa - 2 d and lambda0 / 6 = lambda / kappa^2.
   *
   * @param m2 (a m0)^2
   * @param lambda0 bare coupling, not negative
   */
  record Phi4Bare(double m2, double lambda0) implements ActionSpec {}

  /**
   * The free field: {@link Phi4} at lambda = 0, |kappa| below 1 / (2 d).
   *
   * @param kappa hopping parameter
   */
  record Free(double kappa) implements ActionSpec {}

  /**
   * One-site toy S = a x^2 + b x^4.
   *
   * @param a coefficient of x^2
   * @param b coefficient of x^4, positive
   */
  record Quartic(double a, double b) implements ActionSpec {}

  /**
   * One-site toy S = mu2 x^2 / 2 + g x^4 / 4!.
   *
   * @param mu2 coefficient of x^2 / 2
   * @param g coefficient of x^4 / 4!, positive
   */
  record Anharmonic(double mu2, double g) implements ActionSpec {}
}
