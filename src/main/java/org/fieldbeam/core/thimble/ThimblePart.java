package org.fieldbeam.core.thimble;

import java.util.function.Predicate;
import org.fieldbeam.core.exact.Complex;

/** A part of the thimbles of an action that is even in z, S = a z^2 + b z^4. */
public enum ThimblePart {
  /** All thimbles: the integral along the real axis. */
  ALL,
  /** The thimble of the saddle point at the origin. */
  ORIGIN,
  /** All but that of the origin. */
  OUTER;

  /** Returns which of the thimbles belong to this part. */
  public Predicate<Thimble> of(LefschetzThimbles thimbles) {
    Thimble centre = thimbles.nearest(Complex.of(0));
    return thimble -> this == ALL || (thimble == centre) == (this == ORIGIN);
  }
}
