package org.fieldbeam.core.statistics;

import java.io.Serializable;
import java.util.Objects;

/**
 * The outcome of one test of an ensemble.
 *
 * @param name short stable name, for example {@code schwingerDyson}
 * @param outcome what the test says; what was not judged is not passed
 * @param value the number that was tested, in the unit of {@code threshold}; NaN if and only if the
 *     test did not judge
 * @param threshold the bound that {@code value} was held against; the explanation says on which
 *     side a good ensemble lies
 * @param explanation what was compared, what came out, and what to do if it failed
 */
public record Check(
    String name, Outcome outcome, double value, double threshold, String explanation)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What a test says of an ensemble. */
  public enum Outcome {
    /** The ensemble agrees with what a good one must fulfil. */
    PASSED("passed"),

    /** The ensemble must not pass for a good one. */
    FAILED("failed"),

    /** The data cannot say: too few, or nothing in them that the test could compare. */
    NOT_JUDGED("not judged");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /**
     * In words, for tables.
     *
     * @return for example "not judged"
     */
    public String label() {
      return label;
    }
  }

  /**
   * Refuses missing names and explanations, and judgements without a number.
   *
   * @param name short stable name
   * @param outcome what the test says
   * @param value the number that was tested
   * @param threshold its bound
   * @param explanation what was compared
   * @throws IllegalArgumentException if the test judged a value that is not a number, passed one
   *     that is infinite, or did not judge one that is a number
   */
  public Check {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(explanation, "explanation");
    boolean passable = outcome != Outcome.PASSED || Double.isFinite(value);
    if (Double.isNaN(value) != (outcome == Outcome.NOT_JUDGED) || !passable) {
      throw new IllegalArgumentException(
          "check " + name + " is " + outcome.label() + " with the value " + value);
    }
  }

  /**
   * A check that judged.
   *
   * @param name short stable name
   * @param passed whether the ensemble may pass for a good one
   * @param value the number that was tested
   * @param threshold its bound
   * @param explanation what was compared, what came out, and what to do if it failed
   * @return the check
   * @throws IllegalArgumentException if the value is not a number, or is infinite and passed
   */
  public static Check of(
      String name, boolean passed, double value, double threshold, String explanation) {
    return new Check(name, passed ? Outcome.PASSED : Outcome.FAILED, value, threshold, explanation);
  }

  /**
   * A check that could not judge.
   *
   * @param name short stable name
   * @param threshold the bound that the value would have been held against
   * @param explanation why not, and what would let it judge
   * @return the check, its value NaN
   */
  public static Check notJudged(String name, double threshold, String explanation) {
    return new Check(name, Outcome.NOT_JUDGED, Double.NaN, threshold, explanation);
  }

  /**
   * Whether the test could judge.
   *
   * @return false where the data cannot say
   */
  public boolean judged() {
    return outcome != Outcome.NOT_JUDGED;
  }

  /**
   * Whether the test judged, and well.
   *
   * @return false also where it did not judge
   */
  public boolean passed() {
    return outcome == Outcome.PASSED;
  }

  /**
   * Whether the test judged, and badly.
   *
   * @return false also where it did not judge
   */
  public boolean failed() {
    return outcome == Outcome.FAILED;
  }
}
