package org.fieldbeam.core.markov;

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
