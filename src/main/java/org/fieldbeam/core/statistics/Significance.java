package org.fieldbeam.core.statistics;

import java.util.Locale;
import org.hipparchus.special.Beta;

/** Distances from expectation as equivalent numbers of standard deviations of a Gaussian. */
public final class Significance {

  /**
   * Fewest degrees of freedom of an error that a distance in it is judged by or printed: with fewer
   * the errors of Student-t distances are as uncertain as the distances.
   */
  public static final double FEWEST_DEGREES = 4;

  private Significance() {}

  /**
   * The Gaussian standard score with the same tail probability as a Student-t variate, by the
   * approximation of D. L. Wallace, Ann. Math. Statist. 30 (1959) 1121: sqrt(nu ln(1 + t^2/nu)) (8
   * nu + 1)/(8 nu + 3), good to about two per cent for nu of 4 or more.
   *
   * @param t a value divided by its estimated standard error
   * @param degreesOfFreedom those of the estimated error, positive; need not be an integer
   * @return the equivalent standard score, of the sign of {@code t}; infinite if {@code t} is
   */
  public static double gaussian(double t, double degreesOfFreedom) {
    double nu = degreesOfFreedom;
    if (Double.isInfinite(t)) {
      return t;
    }
    double square = t * t / nu;
    double logarithm =
        Double.isInfinite(square)
            ? 2 * StrictMath.log(Math.abs(t)) - StrictMath.log(nu)
            : StrictMath.log1p(square);
    double score = Math.sqrt(nu * logarithm) * (8 * nu + 1) / (8 * nu + 3);
    return Math.copySign(score, t);
  }

  /**
   * A distance in words.
   *
   * @param score an equivalent standard score; infinite where nothing fluctuates and so the error
   *     is 0
   * @return for example "+2.31 standard errors"
   */
  public static String inWords(double score) {
    return Double.isInfinite(score)
        ? "a difference in what does not fluctuate at all"
        : String.format(Locale.ROOT, "%+.2f standard errors", score);
  }

  /**
   * The Gaussian standard score with about the same tail probability as a chi-squared variate, by
   * the cube root of E. B. Wilson and M. M. Hilferty, Proc. Natl. Acad. Sci. 17 (1931) 684.
   *
   * @param chiSquared a sum of squares, not negative
   * @param degreesOfFreedom its expectation, positive
   * @return the standard score, positive if the sum is larger than expected
   */
  public static double gaussianOfChiSquared(double chiSquared, double degreesOfFreedom) {
    double spread = 2 / (9 * degreesOfFreedom);
    return (StrictMath.cbrt(chiSquared / degreesOfFreedom) - (1 - spread)) / Math.sqrt(spread);
  }

  /**
   * The probability that an F variate, the ratio of two mean squares, is larger than a value.
   *
   * @param ratio the value, not negative; may be infinite
   * @param numerator degrees of freedom of the numerator, positive; need not be an integer
   * @param denominator degrees of freedom of the denominator, positive; need not be an integer
   * @return the upper tail, I_x(denominator/2, numerator/2) at x = denominator/(denominator +
   *     numerator ratio)
   */
  public static double tailOfF(double ratio, double numerator, double denominator) {
    double x = 1 / (1 + numerator * ratio / denominator);
    return Beta.regularizedBeta(x, denominator / 2, numerator / 2);
  }
}
