package org.fieldbeam.core.schedule;

import java.io.Serializable;
import org.fieldbeam.core.field.FieldLayout;

/**
 * The score {@code s_t(x) = grad_x log p_t(x)} at continuous time t of a stochastic process.
 *
 * <p>For a {@link NoiseSchedule} t lies in [0, 1], with the data at 0, and x is the diffused field
 * {@code x_t = alpha(t) x_0 + sigma(t) z} itself, not the rescaled {@code x_t / alpha(t)}. For
 * stochastic quantisation t is the Langevin time.
 *
 * <p>An instance may hold scratch memory: it serves one thread, and {@link #newEvaluator()} gives
 * another thread its own. What it gives for a configuration does not depend on the others of the
 * batch; neural scores may depend on its place in the batch by a rounding error of single
 * precision. A score of angles is periodic: it is the same at x and at x + 2 pi.
 */
public interface TimeScore extends Serializable {

  /** What the fields consist of; the score has one number for each of their values. */
  FieldLayout layout();

  /** The smallest time at which the score is known; 0 unless told otherwise. */
  default double firstTime() {
    return 0;
  }

  /**
   * Evaluates the score and its divergence at one time, the same for the whole batch.
   *
   * @param phi the fields, index {@code value * batch + b}; not changed
   * @param batch number of configurations, at least 1
   * @param t the time
   * @param score receives {@code d log p_t / d phi}, laid out like {@code phi}; not the same array
   * @param divergence receives {@code sum_i d score_i / d phi_i} per configuration; not computed
   *     when null
   * @throws IllegalArgumentException if the score is not defined at t, or an array is too short
   */
  void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence);

  /** An evaluator of the same score with scratch memory of its own. */
  TimeScore newEvaluator();
}
