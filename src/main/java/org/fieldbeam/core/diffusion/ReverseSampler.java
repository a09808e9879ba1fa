package org.fieldbeam.core.diffusion;

import java.io.Serializable;
import java.util.Optional;
import java.util.SortedMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.FlowSteps;

/**
 * Draws configurations by running the diffusion backwards, from the prior to level 0.
 *
 * <p>Every configuration has a stream of random numbers of its own, keyed by (seed, purpose,
 * index): it does not depend on the batch in which it is drawn. An instance holds scratch memory
 * and serves one thread; a serialised copy, or {@link #newSampler()}, is independent.
 */
public interface ReverseSampler extends Serializable {

  /** What the fields consist of. */
  FieldLayout layout();

  /** Short name, as in pipeline files. */
  String name();

  /** Its settings by name, for files and reports. */
  SortedMap<String, Object> parameters();

  /**
   * Draws a batch. {@code logWeight} is {@code -S(phi) - log q(phi)} for a sampler with a density,
   * and the log weight of the path for a stochastic one; {@code E[exp(logWeight)] = Z = int
   * exp(-S)} in both cases, Z the partition function of the model's action.
   *
   * @param seed seed of the run
   * @param purpose what the numbers are for, such as the name of the stage
   * @param firstIndex index of the first configuration; the others follow
   * @param batch number of configurations
   * @param phi receives the fields, index {@code value * batch + b}
   * @param logQ receives log q; filled with NaN by a sampler that knows no density; may be null
   * @param logWeight receives the log weights
   * @throws ArithmeticException if a trajectory ran away (a field, density or weight that is not
   *     finite): names the configuration and the level, and what to change
   */
  void sample(
      long seed,
      String purpose,
      long firstIndex,
      int batch,
      double[] phi,
      double[] logQ,
      double[] logWeight);

  /** Whether it gives log weights, of models whose action is known; otherwise they are NaN. */
  default boolean hasWeights() {
    return true;
  }

  /** Returns how many configurations it is best given at once, at least so many. */
  default int batch(int least) {
    return least;
  }

  /** Returns what shows the way of its samples; empty if it shows none. */
  default Optional<SamplerPaths> paths() {
    return Optional.empty();
  }

  /** Returns the steps of a flow through levels; empty for other samplers. */
  default Optional<FlowSteps> flowSteps() {
    return Optional.empty();
  }

  /** A sampler with the same settings and scratch memory of its own. */
  ReverseSampler newSampler();
}
