package org.fieldbeam.core.polish;

import java.io.Serializable;

/**
 * How a model is polished.
 *
 * @param steps number of steps, each of which runs the flow anew
 * @param samples runs of the flow in a step
 * @param kl the largest Kullback-Leibler divergence of a step, to first order: beyond it the linear
 *     response that a step relies on does not hold
 */
public record PolishSettings(int steps, int samples, double kl) implements Serializable {
  /** What does for models of up to 32 x 32. */
  public static final PolishSettings DEFAULT = new PolishSettings(2, 4096, 0.1);

  /** Fewest samples of a step: some hundred coefficients are fitted to them. */
  public static final int FEWEST = 512;

  /** Checks the numbers. */
  public PolishSettings {
    if (steps < 1 || samples < FEWEST || !(kl > 0) || Double.isInfinite(kl)) {
      throw new IllegalArgumentException(
          "Polish: steps must be at least 1, samples at least "
              + FEWEST
              + " and kl positive, given "
              + steps
              + ", "
              + samples
              + " and "
              + kl);
    }
  }
}
