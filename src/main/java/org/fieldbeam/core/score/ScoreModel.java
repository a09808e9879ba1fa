package org.fieldbeam.core.score;

import java.io.Serializable;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.TimeLadder;

/**
 * The score grad log p_tau of a noised ensemble at the levels of a ladder.
 *
 * <p>Level 0 is the clean ensemble, where the score is minus the gradient of the action itself. An
 * instance may hold scratch memory: it serves one thread, and {@link #newEvaluator()} gives another
 * thread its own.
 */
public interface ScoreModel extends Serializable {

  /** The lattice of the fields. */
  Lattice lattice();

  /** What the fields consist of. */
  default FieldLayout layout() {
    return FieldLayout.scalar(lattice());
  }

  /** The noise levels at which the score is defined. */
  TimeLadder ladder();

  /**
   * Evaluates the score and its divergence.
   *
   * @param phi the fields, index {@code value * batch + b}; not changed
   * @param batch number of configurations, at least 1
   * @param level level of the ladder, 0 to {@code ladder().levels()}
   * @param score receives d log p_tau / d phi, laid out like {@code phi}
   * @param divergence receives {@code sum_x d score_x / d phi_x} per configuration; not computed
   *     when null
   * @throws IllegalArgumentException if {@code level} is not on the ladder or an array is too short
   */
  void evaluate(double[] phi, int batch, int level, double[] score, double[] divergence);

  /** An evaluator of the same score with scratch memory of its own. */
  ScoreModel newEvaluator();
}
