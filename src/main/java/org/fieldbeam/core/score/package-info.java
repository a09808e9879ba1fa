/**
 * Scores of noised lattice ensembles: the ladder of noise levels, the effective-action score and
 * its fit by linear least squares.
 *
 * <p>Everywhere the diffusion is variance exploding in {@code tau = sigma^2}: {@code phi_tau =
 * phi_0 + sqrt(tau) z}. Other noise schedules are the same process after the rescaling {@code x_t /
 * alpha(t)} with {@code tau = sigma^2(t) / alpha^2(t)}.
 */
package org.fieldbeam.core.score;
