package org.fieldbeam.core.action;

import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/** A kind of action: reads its parameters, and describes itself for pipeline files and reports. */
public interface ActionKind extends Kind {

  /** Returns all kinds of actions. */
  static Kinds<ActionKind> all() {
    return Kinds.of(ActionKind.class, "action");
  }

  /**
   * Returns the action of some parameters on a lattice.
   *
   * @param lattice the lattice
   * @param parameters a value of the kind's keys
   * @throws IllegalArgumentException if there is no such action, for example because exp(-S) could
   *     not be normalised
   */
  LatticeAction action(Lattice lattice, Value parameters);

  /** Whether pipeline files and the command line can name it, and not only datasets and models. */
  default boolean isNamedByUsers() {
    return true;
  }
}
