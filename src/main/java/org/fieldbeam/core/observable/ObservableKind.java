package org.fieldbeam.core.observable;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;

/** A kind of observables of vectors, angles and links. */
public interface ObservableKind extends Kind {

  /** Returns all kinds of observables. */
  static Kinds<ObservableKind> all() {
    return Kinds.of(ObservableKind.class, "observable");
  }

  /** Whether it can be measured on the configurations of an action. */
  boolean suits(Action action);

  /** Says in a few words which fields it suits, for the reference. */
  String suits();

  /** Returns what it records of the configurations of an action that it suits. */
  Recording recording(Action action);
}
