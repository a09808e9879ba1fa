package org.fieldbeam.core.observable.check;

import java.util.Locale;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.ObservableEstimate;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.Significance;

/**
 * How checks judge.
 *
 * <p>What the data cannot tell is not judged, which is neither passed nor failed: from fewer than
 * {@value #FEWEST_ROWS} configurations, of quantities that do not fluctuate, or where an error has
 * fewer degrees of freedom than {@link Significance#FEWEST_DEGREES} and the distance is not beyond
 * doubt all the same.
 *
 * <p>Those that compare with an expectation turn the distance into an equivalent standard score (a
 * Student-t distance with the degrees of freedom of the error) and fail beyond {@value #SCORE}: a
 * false alarm has probability 6e-7. From {@value #DOUBT} on, which chance gives once in 16,000,
 * they are not judged. An ensemble takes up to eight such scores and nine for thermalization, so
 * that a good ensemble fails with probability below 1e-5, ten datasets of a pipeline together below
 * 1e-4. The distributions are taken to be Gaussian; the bound is rough for fewer than some hundred
 * independent configurations.
 */
public final class Judgement {
  /** A larger score fails. */
  public static final double SCORE = 5;

  /** The fewest configurations that anything is judged by. */
  public static final long FEWEST_ROWS = 10;

  /** The probability of a score that fails. */
  static final double FALSE_ALARM = 5.7e-7;

  /** Beyond this a score that does not fail is too large to be called passed: chance 6e-5. */
  private static final double DOUBT = 4;

  private Judgement() {}

  /** Returns why fewer configurations than needed do not judge. */
  public static String tooFew(long rows) {
    return "configurations: " + rows + ", of " + FEWEST_ROWS + " needed to judge";
  }

  /**
   * Returns a check, not judged if it passed by too little to be called so: more data will tell.
   */
  public static Check unlessDoubtful(Check check) {
    return check.passed() && Math.abs(check.value()) > DOUBT
        ? Check.notJudged(
            check.name(),
            SCORE,
            check.explanation()
                + "; too far off for chance, and not beyond doubt: use more configurations or"
                + " chains")
        : check;
  }

  /**
   * Returns the check that an estimate is what it should be.
   *
   * @param findings of the ensemble
   * @param q place of the estimate
   * @param name name of the check
   * @param exact what it should be
   */
  public static Check against(Findings findings, int q, String name, double exact) {
    return against(findings, q, name, exact, "");
  }

  /**
   * The same.
   *
   * @param obstacle why it cannot be judged, whatever the error; empty if it can
   */
  static Check against(Findings findings, int q, String name, double exact, String obstacle) {
    Estimate estimate = findings.estimates().get(q).estimate();
    String found =
        findings.estimates().get(q).observable().formula()
            + " = "
            + estimate
            + ", expected "
            + Estimate.format(exact, 0);
    String first = obstacle(findings, q, exact);
    if (!first.isEmpty() || !obstacle.isEmpty()) {
      return Check.notJudged(name, SCORE, found + "; " + (first.isEmpty() ? obstacle : first));
    }
    double score = score(findings, q, exact);
    String error =
        estimate.windowClosed() ? "" : "; the error comes from the spread of the chains' means";
    return Check.of(
        name,
        Math.abs(score) <= SCORE,
        score,
        SCORE,
        found + ": " + Significance.inWords(score) + error);
  }

  /** Why an estimate cannot be held against anything; empty if it can. */
  private static String obstacle(Findings findings, int q, double exact) {
    ObservableEstimate entry = findings.estimates().get(q);
    if (findings.rows() < FEWEST_ROWS) {
      return tooFew(findings.rows());
    }
    if (!(entry.estimate().error() > 0)) {
      return "it does not fluctuate, so that its error is unknown";
    }
    double degrees = findings.method().degreesOfFreedom(entry.estimate());
    if (degrees < Significance.FEWEST_DEGREES && Math.abs(score(findings, q, exact)) <= SCORE) {
      return String.format(
          Locale.ROOT,
          "its error rests on %.1f degrees of freedom, and it takes %.0f to judge: use more"
              + " configurations or chains",
          degrees,
          Significance.FEWEST_DEGREES);
    }
    return "";
  }

  private static double score(Findings findings, int q, double exact) {
    Estimate estimate = findings.estimates().get(q).estimate();
    return Significance.gaussian(
        estimate.pull(exact), findings.method().degreesOfFreedom(estimate));
  }
}
