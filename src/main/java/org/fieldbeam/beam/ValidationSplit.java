package org.fieldbeam.beam;

import java.io.Serializable;

/**
 * Which chains are held out for validation. Whole chains are, because configurations of one chain
 * are correlated. They lie at equal distances: every tenth chain for a fraction of 0.1.
 *
 * @param fraction of the chains held out, at least 0 and below 1
 */
record ValidationSplit(double fraction) implements Serializable {

  ValidationSplit {
    if (!(fraction >= 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "validation is " + fraction + "; it must be at least 0 and below 1");
    }
  }

  boolean isValidation(long chain) {
    // The half puts the first held-out chain in the middle of its interval.
    return Math.floor((chain + 1) * fraction + 0.5) > Math.floor(chain * fraction + 0.5);
  }
}
