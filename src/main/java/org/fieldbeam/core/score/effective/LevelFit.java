package org.fieldbeam.core.score.effective;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The effective action at one noise level: {@code S_tau = 1/2 sum_k A_k |phi_k|^2 + c_0 U(m) +
 * sum_j c_j O_j}, U the zero-mode potential.
 *
 * @param tau the noise level
 * @param quadratic A, one value per momentum orbit
 * @param coefficients c_0 of the zero-mode potential, then one per operator
 * @param meanSquaredScore {@code E |s_k|^2} per momentum orbit
 * @param meanCurvature ensemble mean of the second derivative of the local potential, {@code
 *     <U''(psi_x)>}
 * @param diagnostics how good the fit is
 */
public record LevelFit(
    double tau,
    double[] quadratic,
    double[] coefficients,
    double[] meanSquaredScore,
    double meanCurvature,
    Diagnostics diagnostics)
    implements Serializable {

  /**
   * How good a fit is.
   *
   * @param residual mean squared residual of the regression per degree of freedom
   * @param explained fraction of the target's mean square that the fit explains; for the mixed
   *     target the rest is mostly the target's own noise
   * @param condition condition number of the scaled Gram matrix of the zero-mode potential and the
   *     operators, with the quadratic form projected out
   * @param validationResidual the residual on held-out configurations, NaN without them
   */
  public record Diagnostics(
      double residual, double explained, double condition, double validationResidual)
      implements Serializable {}

  /** Copies the arrays. */
  public LevelFit {
    quadratic = quadratic.clone();
    coefficients = coefficients.clone();
    meanSquaredScore = meanSquaredScore.clone();
  }

  @Override
  public double[] quadratic() {
    return quadratic.clone();
  }

  @Override
  public double[] coefficients() {
    return coefficients.clone();
  }

  @Override
  public double[] meanSquaredScore() {
    return meanSquaredScore.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LevelFit that
        && tau == that.tau
        && Arrays.equals(quadratic, that.quadratic)
        && Arrays.equals(coefficients, that.coefficients)
        && Arrays.equals(meanSquaredScore, that.meanSquaredScore)
        && meanCurvature == that.meanCurvature
        && diagnostics.equals(that.diagnostics);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(quadratic) + 31 * Arrays.hashCode(coefficients);
  }
}
