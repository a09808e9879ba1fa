package org.fieldbeam.core.action;

import org.fieldbeam.core.random.RandomStream;

/** Draws independent configurations of exp(-S), without a Markov chain. */
@FunctionalInterface
public interface ExactSampler {
  /**
   * Draws one configuration.
   *
   * @param random where the numbers come from, however many it takes
   * @param field receives the values in the order of the layout
   */
  void draw(RandomStream random, double[] field);
}
