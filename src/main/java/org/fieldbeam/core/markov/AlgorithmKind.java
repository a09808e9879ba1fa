package org.fieldbeam.core.markov;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/** A kind of Markov-chain algorithm. */
public interface AlgorithmKind extends Kind {

  /** Returns all kinds of algorithms. */
  static Kinds<AlgorithmKind> all() {
    return Kinds.of(AlgorithmKind.class, "algorithm");
  }

  /** Whether its chains are of complexified fields, for actions of such. */
  default boolean isComplexified() {
    return false;
  }

  /** Whether its chains report a violation of the energy, and a decision, at every update. */
  default boolean isHybrid() {
    return false;
  }

  /**
   * Why averages over its chains may differ from those of exp(-S) by more than their errors, in
   * words that follow "because"; empty if they do not.
   */
  Optional<String> bias();

  /**
   * The time step of chains that follow the Langevin equation of the action itself, dphi = -dS/dphi
   * dt + sqrt(2) dW, so that the law of their trajectories can be learned; empty for others.
   *
   * @param parameters as {@link ChainAlgorithm#parameters} gives them and datasets hold them
   */
  default OptionalDouble langevinStep(Map<?, ?> parameters) {
    return OptionalDouble.empty();
  }

  /** The bias of all chains that follow a stochastic differential equation by steps. */
  static Optional<String> biasOfSteps() {
    return Optional.of("the steps of a Langevin equation are finite");
  }

  /** Says in a few words which actions it can sample, for the reference. */
  String suits();

  /**
   * Returns the algorithm of some parameters.
   *
   * @param parameters a value of the kind's keys
   * @param action the action to be sampled, which an algorithm may take defaults from
   * @throws IllegalArgumentException if values that are allowed each do not fit together
   */
  ChainAlgorithm algorithm(Value parameters, LatticeAction action);
}
