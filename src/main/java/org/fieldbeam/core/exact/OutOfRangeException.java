package org.fieldbeam.core.exact;

/**
 * Says that an exact value exists and cannot be computed: its law is too deep or too wide for the
 * quadrature, or its integral cancels. Whoever only draws such values may leave a gap.
 */
public final class OutOfRangeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception with words for users. */
  OutOfRangeException(String message) {
    super(message);
  }
}
