package org.fieldbeam.core.markov;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.schedule.TimeScore;

/** An algorithm that can take a learned score of the law of its trajectories. */
public interface TakesScore {

  /**
   * Refuses a learned score that does not suit trajectories.
   *
   * @param action the action of the trajectories
   * @param updates how many updates they have
   * @param learned the action of the score
   * @param known the last Langevin time at which it is known
   * @throws IllegalArgumentException if the actions or their lattices differ, or the trajectories
   *     go on for longer than those that the score was learned from
   */
  void requireScore(Action action, double updates, Action learned, double known);

  /** Returns the algorithm with a score. */
  Algorithm withScore(TimeScore score);
}
