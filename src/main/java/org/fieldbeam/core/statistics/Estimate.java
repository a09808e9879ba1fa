package org.fieldbeam.core.statistics;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * A mean or derived value with its statistical error.
 *
 * @param value the estimate
 * @param error one standard error; 0 for a quantity that does not fluctuate, NaN where the data
 *     cannot give one (a single configuration)
 * @param tauInt integrated autocorrelation time 1/2 + sum of rho(t), in units of stored
 *     configurations; 1/2 for independent ones, less for anticorrelated ones, always positive
 * @param tauIntError one standard error of {@code tauInt}
 * @param window lag at which the sum of rho was cut, or up to which rho was fitted, or {@link
 *     #NO_WINDOW} where no window closed below the largest lag; the error then comes from the
 *     spread of the chains' means (see {@link GammaMethod})
 * @param n number of configurations
 * @param nEff number of independent configurations of unit weight that would give the same error;
 *     more than {@code n} for anticorrelated ones
 */
public record Estimate(
    double value, double error, double tauInt, double tauIntError, int window, long n, double nEff)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The {@link #window()} of an estimate whose autocorrelation sum did not converge. */
  public static final int NO_WINDOW = -1;

  /**
   * An estimate from independent, equally weighted configurations.
   *
   * @param value the estimate
   * @param error one standard error
   * @param n number of configurations
   * @return the estimate with tau_int = 1/2
   */
  public static Estimate independent(double value, double error, long n) {
    return new Estimate(value, error, 0.5, 0, 0, n, n);
  }

  /**
   * Whether the sum of the autocorrelation function converged below the largest lag.
   *
   * @return false where {@link #window()} is {@link #NO_WINDOW}
   */
  public boolean windowClosed() {
    return window != NO_WINDOW;
  }

  /**
   * This estimate's distance from an exactly known value in standard errors.
   *
   * @param exact the exact value
   * @return (value - exact)/error; 0 if both agree and the error is 0
   */
  public double pull(double exact) {
    return ratio(value - exact, error);
  }

  /**
   * The distance of two independent estimates in combined standard errors.
   *
   * @param other an estimate from another ensemble
   * @return (value - other.value)/sqrt(error^2 + other.error^2); 0 if both agree and have no error
   */
  public double pull(Estimate other) {
    return ratio(value - other.value, Math.hypot(error, other.error));
  }

  /**
   * The distance of two independent estimates as the Gaussian standard score of the same tail
   * probability: {@link #pull(Estimate)}, made smaller where the errors are uncertain. The degrees
   * of freedom of both errors are joined as by B. L. Welch, Biometrika 34 (1947) 28.
   *
   * @param other an estimate from another ensemble
   * @return the score; NaN where no error is known, or where it has fewer degrees of freedom than
   *     {@link Significance#FEWEST_DEGREES}
   */
  public double score(Estimate other) {
    double ours = error * error;
    double theirs = other.error * other.error;
    double sum = ours + theirs;
    if (!(sum > 0)) {
      return Double.NaN;
    }
    double spread =
        (ours > 0 ? ours * ours / degreesOfFreedom() : 0)
            + (theirs > 0 ? theirs * theirs / other.degreesOfFreedom() : 0);
    double degrees = sum * sum / spread;
    return degrees >= Significance.FEWEST_DEGREES
        ? Significance.gaussian(pull(other), degrees)
        : Double.NaN;
  }

  /**
   * Degrees of freedom of the error: 2/(relative variance of its square).
   *
   * @return of a closed window n/(2 max(W, 2 tau_int) + 1), n the effective number where
   *     configurations have weights; otherwise the number of chains less 1, as the error of tau_int
   *     tells it; 0 where nothing tells
   */
  public double degreesOfFreedom() {
    double degrees =
        windowClosed()
            ? nEff * 2 * tauInt / (2 * Math.max(window, 2 * tauInt) + 1)
            : 2 * Math.pow(tauInt / tauIntError, 2);
    return degrees > 0 ? degrees : 0;
  }

  private static double ratio(double difference, double error) {
    return difference == 0 && error == 0 ? 0 : difference / error;
  }

  /**
   * Value and error in brackets, the error to two digits: 0.4721(18), 20.7(1.0), 222(47),
   * 1.23(45)e-12.
   */
  @Override
  public String toString() {
    return format(value, error);
  }

  /**
   * Formats any value with its error as {@link #toString()} does.
   *
   * @param value the value
   * @param error its standard error, not negative
   * @return for example 0.4721(18); the value alone to ten digits where the error is 0, followed by
   *     (?) where the error is not a number; undefined where the value is not
   */
  public static String format(double value, double error) {
    if (Double.isNaN(value)) {
      return "undefined";
    }
    if (Double.isInfinite(value)) {
      return Double.toString(value);
    }
    if (Double.isNaN(error) || Double.isInfinite(error)) {
      return shortest(value) + "(?)";
    }
    if (error == 0) {
      return shortest(value);
    }
    double size = Math.max(Math.abs(value), error);
    if (size < 1e-4 || size >= 1e15) {
      int exponent = (int) Math.floor(Math.log10(size));
      BigDecimal scaled = BigDecimal.valueOf(value).scaleByPowerOfTen(-exponent);
      BigDecimal scaledError = BigDecimal.valueOf(error).scaleByPowerOfTen(-exponent);
      return plain(scaled, scaledError) + "e" + exponent;
    }
    return plain(BigDecimal.valueOf(value), BigDecimal.valueOf(error));
  }

  private static String plain(BigDecimal value, BigDecimal error) {
    // Rounding first: an error of 0.0996 prints as 10, not as 99 or 100.
    BigDecimal rounded = error.round(new MathContext(2, RoundingMode.HALF_UP));
    int decimals = Math.max(0, 1 - (rounded.precision() - rounded.scale() - 1));
    String digits = value.setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    BigDecimal shown = rounded.setScale(decimals, RoundingMode.HALF_UP);
    boolean belowOne = rounded.compareTo(BigDecimal.ONE) < 0;
    return digits
        + "("
        + (belowOne ? shown.unscaledValue().toString() : shown.toPlainString())
        + ")";
  }

  private static String shortest(double value) {
    String text = String.format(Locale.ROOT, "%.10g", value);
    if (text.contains("e") || !text.contains(".")) {
      return text;
    }
    return text.replaceFirst("\\.?0+$", "");
  }
}
