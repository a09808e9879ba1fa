package org.fieldbeam.core.score.operator;

import org.fieldbeam.core.fourier.PackedField;

/**
 * The gradient of an action, which is minus its score, and its Laplacian in field space, for a
 * batch of fields given in momentum space. A flow that stays in momentum space saves two Fourier
 * transforms an evaluation.
 */
public interface MomentumGradient {
  /**
   * Evaluates a batch of 2H fields.
   *
   * @param phi orthonormal Fourier components; kept
   * @param gradient receives the components of dS/dphi_x
   * @param laplacian receives sum_x d^2 S / dphi_x^2 of the 2H fields; skipped when null
   * @param scratch work space of the calling thread, for transforms of the same width
   */
  void evaluate(PackedField phi, PackedField gradient, double[] laplacian, ScoreScratch scratch);
}
