package org.fieldbeam.core.action;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A polynomial of the field at one site, U(phi) = sum_n c_n phi^n with n from 1 to {@value
 * #HIGHEST_POWER}, for which exp(-U) can be normalised. Immutable.
 */
public final class SitePotential implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The highest power allowed. */
  public static final int HIGHEST_POWER = 8;

  // c_n at n; element 0 is 0.
  private final double[] coefficients;

  private SitePotential(double[] coefficients) {
    this.coefficients = coefficients;
  }

  /**
   * Returns a polynomial.
   *
   * @param coefficients c_1, c_2, ... c_n, n up to {@value #HIGHEST_POWER}
   * @throws IllegalArgumentException if there are more, one is not finite, or unless the highest
   *     that is not 0 is positive and that of an even power
   */
  public static SitePotential of(double... coefficients) {
    if (coefficients.length > HIGHEST_POWER) {
      throw new IllegalArgumentException(
          "site potential: "
              + coefficients.length
              + " coefficients; allowed: up to "
              + HIGHEST_POWER
              + ", of phi^1 to phi^"
              + HIGHEST_POWER);
    }
    int degree = 0;
    double[] c = new double[coefficients.length + 1];
    for (int n = 1; n < c.length; n++) {
      c[n] = coefficients[n - 1];
      if (!Double.isFinite(c[n])) {
        throw new IllegalArgumentException(
            "site potential: the coefficient of phi^" + n + " is " + c[n] + "; allowed: finite");
      }
      degree = c[n] != 0 ? n : degree;
    }
    if (degree == 0 || degree % 2 == 1 || c[degree] <= 0) {
      throw new IllegalArgumentException(
          "site potential: the coefficients of phi^1, phi^2, ... are "
              + Arrays.toString(coefficients)
              + "; the highest that is not 0 must be positive and that of an even power, because"
              + " exp(-S) cannot be normalised otherwise");
    }
    return new SitePotential(Arrays.copyOf(c, degree + 1));
  }

  /** Returns the power of the highest term: 2, 4, 6 or 8. */
  public int degree() {
    return coefficients.length - 1;
  }

  /** Returns c_n, 0 above the degree. */
  public double coefficient(int n) {
    return n < coefficients.length ? coefficients[n] : 0;
  }

  /** Returns whether U(-phi) = U(phi). */
  public boolean isEven() {
    for (int n = 1; n < coefficients.length; n += 2) {
      if (coefficients[n] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether U = c_2 phi^2 + c_4 phi^4. */
  public boolean isQuartic() {
    return isEven() && degree() <= 4;
  }

  /** Returns U(phi). */
  public double value(double phi) {
    double sum = 0;
    for (int n = coefficients.length - 1; n > 0; n--) {
      sum = Math.fma(sum, phi, coefficients[n]);
    }
    return sum * phi;
  }

  /** Returns dU/dphi. */
  public double derivative(double phi) {
    double sum = 0;
    for (int n = coefficients.length - 1; n > 0; n--) {
      sum = Math.fma(sum, phi, n * coefficients[n]);
    }
    return sum;
  }

  /** Returns d^2 U/dphi^2. */
  public double secondDerivative(double phi) {
    double sum = 0;
    for (int n = coefficients.length - 1; n > 1; n--) {
      sum = Math.fma(sum, phi, n * (n - 1) * coefficients[n]);
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SitePotential that && Arrays.equals(coefficients, that.coefficients);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(coefficients);
  }

  @Override
  public String toString() {
    return "coefficients of phi^1, phi^2, ... "
        + Arrays.toString(Arrays.copyOfRange(coefficients, 1, coefficients.length));
  }
}
