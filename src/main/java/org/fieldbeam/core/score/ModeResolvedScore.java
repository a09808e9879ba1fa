package org.fieldbeam.core.score;

import org.fieldbeam.core.fourier.MomentumOrbits;

/**
 * A score that knows how its curvature is spread over momenta and sites: what a stochastic reverse
 * step needs to choose its noise well.
 */
public interface ModeResolvedScore extends ScoreModel {

  /** The momentum orbits of the lattice. */
  MomentumOrbits orbits();

  /**
   * {@code E |s_k|^2} per momentum orbit, which for the true score is the mean curvature {@code E
   * d^2 S_tau / d phi_k d phi_k^*}.
   *
   * @param level level of the ladder, at least 1
   */
  double[] meanSquaredScore(int level);

  /**
   * The factor W_k per orbit of the field {@code psi = W phi} on which the local potential acts.
   *
   * @param level level of the ladder, at least 1
   */
  double[] wienerFilter(int level);

  /**
   * The curvature of the local potential in excess of its mean over the ensemble, {@code U''(psi_x)
   * - <U''>}.
   *
   * @param phi the fields, index {@code site * batch + b}
   * @param batch number of configurations
   * @param level level of the ladder, at least 1
   * @param out receives one value per site and configuration, laid out like {@code phi}
   */
  void excessCurvature(double[] phi, int batch, int level, double[] out);

  @Override
  ModeResolvedScore newEvaluator();
}
