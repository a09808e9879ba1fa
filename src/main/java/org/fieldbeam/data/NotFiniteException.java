package org.fieldbeam.data;

/**
 * A number that a row cannot hold: one that is not finite. What computes rows knows more of the
 * reason than what writes them, and may {@linkplain #advised advise} otherwise.
 */
public final class NotFiniteException extends UserException {
  private static final long serialVersionUID = 1L;

  private final String where;
  private final double value;
  private final String allowed;

  /**
   * The error.
   *
   * @param where row and column
   * @param value infinite or not a number
   * @param allowed in words
   */
  public NotFiniteException(String where, double value, String allowed) {
    this(
        where,
        value,
        allowed,
        "the field of this configuration is so large that what is computed of it exceeds the"
            + " largest double, about 1.8e308; look where it comes from, and leave it out");
  }

  private NotFiniteException(String where, double value, String allowed, String todo) {
    super(
        UserException.of("value is not finite")
            .where(where)
            .given(value)
            .allowed(allowed)
            .todo(todo)
            .build()
            .getMessage());
    this.where = where;
    this.value = value;
    this.allowed = allowed;
  }

  /** The same error with other advice. */
  public NotFiniteException advised(String todo) {
    return new NotFiniteException(where, value, allowed, todo);
  }
}
