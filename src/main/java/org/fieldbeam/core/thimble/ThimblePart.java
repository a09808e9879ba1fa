package org.fieldbeam.core.thimble;

import java.util.Locale;
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

  /**
   * Makes sure that some of the thimbles of this part count.
   *
   * @throws IllegalArgumentException if none does: there is no average over them
   */
  public void require(LefschetzThimbles thimbles) {
    Predicate<Thimble> which = of(thimbles);
    if (thimbles.thimbles().stream().noneMatch(t -> which.test(t) && t.intersection() != 0)) {
      throw new IllegalArgumentException(
          "for the action "
              + thimbles.action()
              + " none of the "
              + (this == ALL ? "" : name().toLowerCase(Locale.ROOT) + " ")
              + "thimbles counts: no dual curve of theirs crosses the real axis; allowed: actions"
              + " for which one does");
    }
  }
}
