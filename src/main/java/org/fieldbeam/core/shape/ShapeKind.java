package org.fieldbeam.core.shape;

import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/** A kind of covariance of noise. */
public interface ShapeKind extends Kind {

  /** Returns all kinds of covariances. */
  static Kinds<ShapeKind> all() {
    return Kinds.of(ShapeKind.class, "covariance");
  }

  /**
   * Returns the covariance of some parameters.
   *
   * @param parameters a value of the kind's keys
   * @throws IllegalArgumentException if there is no such covariance
   */
  CovarianceShape shape(Value parameters);
}
