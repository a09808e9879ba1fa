package org.fieldbeam.beam.stage;

import java.io.Serializable;
import org.fieldbeam.data.UserException;

/**
 * Which chains are held out for validation. Whole chains are, because configurations of one chain
 * are correlated. They lie at equal distances: every tenth chain for a fraction of 0.1.
 *
 * @param fraction of the chains held out, at least 0 and below 1
 */
public record ValidationSplit(double fraction) implements Serializable {

  /** Refuses a fraction outside its range. */
  public ValidationSplit {
    if (!(fraction >= 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "validation is " + fraction + "; it must be at least 0 and below 1");
    }
  }

  /** Whether a chain is held out. */
  public boolean isValidation(long chain) {
    // The half puts the first held-out chain in the middle of its interval.
    return Math.floor((chain + 1) * fraction + 0.5) > Math.floor(chain * fraction + 0.5);
  }

  /**
   * What is wrong with splitting the chains 0, 1, ..., {@code chains - 1}: nothing, or words that
   * say so.
   */
  public String objection(long chains) {
    // the steps of isValidation added up, for chains of any number
    long held = (long) Math.floor(chains * fraction + 0.5);
    return objection(held, chains - held, chains + (chains == 1 ? " chain" : " chains"));
  }

  private String objection(long held, long kept, String all) {
    if (kept == 0) {
      return "validation " + fraction + " of " + all + " leaves none to train on";
    }
    return held == 0 && fraction > 0
        ? "validation " + fraction + " of " + all + " holds none out"
        : "";
  }

  /** What to do about an {@link #objection}. */
  public static String advice() {
    return "take another fraction, more chains, or validation: 0 to train on all of them";
  }

  /**
   * Refuses a split that held nothing out, or everything.
   *
   * @param held configurations held out
   * @param kept configurations to train on
   * @param where the dataset
   * @throws UserException if there are none of those that the fraction promises
   */
  public void check(double held, double kept, String where) {
    String objection = objection((long) held, (long) kept, "the chains of this dataset");
    if (!objection.isEmpty()) {
      throw UserException.of(objection)
          .where(where)
          .given(
              (long) kept
                  + " configurations to train on, "
                  + (long) held
                  + " held out; whole chains are")
          .todo(advice() + " (an imported ensemble has one chain unless --chains says otherwise)")
          .build();
    }
  }
}
