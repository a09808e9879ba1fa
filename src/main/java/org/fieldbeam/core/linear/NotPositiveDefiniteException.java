package org.fieldbeam.core.linear;

/** Says that a matrix has no Cholesky factor. */
public final class NotPositiveDefiniteException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception with words for users. */
  NotPositiveDefiniteException(String message) {
    super(message);
  }
}
