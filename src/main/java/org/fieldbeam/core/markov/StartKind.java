package org.fieldbeam.core.markov;

import java.util.Optional;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/** A kind of start: where the chains of an ensemble begin. */
public interface StartKind extends Kind {

  /** Returns all kinds of starts. */
  static Kinds<StartKind> all() {
    return Kinds.of(StartKind.class, "start");
  }

  /**
   * Returns the start of some parameters.
   *
   * @param parameters a value of the kind's keys
   * @return empty if the chains begin with configurations of the ensemble that the parameters refer
   *     to, by a key of the type {@link org.fieldbeam.grammar.Type#REFERENCE}
   * @throws IllegalArgumentException if there is no such start
   */
  Optional<Start> start(Value parameters);
}
