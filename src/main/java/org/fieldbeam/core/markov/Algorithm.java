package org.fieldbeam.core.markov;

import java.util.Optional;
import org.fieldbeam.core.action.Action;

/** A Markov-chain algorithm for real fields, and its parameters. Implementations are immutable. */
public interface Algorithm extends ChainAlgorithm {

  @Override
  default Optional<Algorithm> real() {
    return Optional.of(this);
  }

  /**
   * Refuses an action that the algorithm cannot sample, before anything is started.
   *
   * @throws IllegalArgumentException if it cannot
   */
  default void requireSuited(Action action) {}

  /** Whether its chains have to begin hot, because of what it knows of their law. */
  default boolean needsHotStart() {
    return false;
  }

  /** Returns this as an algorithm that can take a learned score; empty if it takes none. */
  default Optional<TakesScore> takesScore() {
    return Optional.empty();
  }

  /** Returns this as an algorithm that needs a matrix; empty if it needs none. */
  default Optional<TakesMatrix> takesMatrix() {
    return Optional.empty();
  }

  /**
   * Returns whether updates consist of proposals that are accepted or rejected, so that chains have
   * an {@link MarkovChains#acceptance}.
   */
  default boolean hasProposals() {
    return false;
  }

  /**
   * Starts a batch of chains numbered {@code firstChain} to {@code firstChain + batch - 1}.
   *
   * <p>What a chain does depends on the algorithm, the action, the start, the seed, the purpose and
   * the number of the chain only, to the last bit: not on the batch it runs in.
   *
   * @param action the action; the chains sample exp(-S)
   * @param start where the chains begin
   * @param seed the seed of all random numbers
   * @param purpose what the numbers are for, such as the name of the pipeline stage
   * @param firstChain the number of the first chain, at least 0
   * @param batch the number of chains, at least 1
   * @throws IllegalArgumentException if the start does not fit, or the algorithm cannot sample the
   *     action
   */
  MarkovChains start(
      Action action, Start start, long seed, String purpose, long firstChain, int batch);
}
