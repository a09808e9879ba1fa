package org.fieldbeam.core.score;

import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.score.operator.WhiteModes;

/**
 * A score that is evaluated on Fourier components: an integrator that stays in momentum space saves
 * two transforms an evaluation.
 */
public interface MomentumScore extends ModeResolvedScore {

  /** The transform whose layout the fields must have; it serves the thread of this evaluator. */
  BatchFft fft();

  /**
   * Evaluates minus the score and minus its divergence, that is the gradient and the Laplacian of
   * the effective action.
   *
   * @param phi orthonormal Fourier components of {@code fft().fields()} fields; kept
   * @param level level of the ladder, 0 to {@code ladder().levels()}
   * @param gradient receives the Fourier components of dS/dphi
   * @param laplacian receives {@code sum_x d^2 S / d phi_x^2} of each of the {@code fft().fields()}
   *     fields; not computed when null
   */
  void evaluate(PackedField phi, int level, PackedField gradient, double[] laplacian);

  /** The Gaussian theory of the modes at a level, from 0 to {@code ladder().levels()}. */
  WhiteModes white(int level);

  /**
   * Evaluates what the effective action has beside the Gaussian theory of {@link #white}, in the
   * variables y_k = phi_k / sqrt(C_k + tau) that are white in it.
   *
   * @param y the variables of {@code fft().fields()} fields; kept
   * @param level level of the ladder, 0 to {@code ladder().levels()}
   * @param slope receives {@code (dS/dphi_k - p_k phi_k) / sqrt(C_k + tau)}, p_k = 1/(C_k + tau)
   * @param laplacian receives {@code sum_x d^2 S / d phi_x^2 - sum_k p_k} of each field
   */
  void evaluateWhite(PackedField y, int level, PackedField slope, double[] laplacian);

  @Override
  MomentumScore newEvaluator();
}
