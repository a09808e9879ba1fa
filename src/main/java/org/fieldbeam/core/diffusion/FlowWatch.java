package org.fieldbeam.core.diffusion;

import org.fieldbeam.core.fourier.PackedField;

/** Is told of every evaluation that a flow in momentum space makes. */
@FunctionalInterface
public interface FlowWatch {
  /**
   * Called after an evaluation above level 0.
   *
   * @param level the level
   * @param weight the evaluation's weight in its step times the length of the step in tau; negative
   *     downwards
   * @param y white variables, see {@link org.fieldbeam.core.score.MomentumScore#evaluateWhite}; not
   *     to be changed
   * @param slope what that method gave for them
   */
  void evaluated(int level, double weight, PackedField y, PackedField slope);
}
