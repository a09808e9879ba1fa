package org.fieldbeam.core.schedule;

import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/** A kind of ladder of noise levels. */
public interface LadderKind extends Kind {

  /** Returns all kinds of ladders. */
  static Kinds<LadderKind> all() {
    return Kinds.of(LadderKind.class, "ladder");
  }

  /**
   * Returns the spacing of some parameters.
   *
   * @param parameters a value of the kind's keys
   */
  Spacing spacing(Value parameters);
}
