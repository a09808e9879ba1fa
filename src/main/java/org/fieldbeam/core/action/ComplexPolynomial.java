package org.fieldbeam.core.action;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A polynomial S(z) = sum_n c_n z^n with complex coefficients, evaluated at complex z: the action
 * of one site whose field is complexified.
 *
 * <p>Complex numbers are pairs of doubles, real and imaginary part. {@link #derivative} gives S'
 * and, applied twice, S''; both are made once. Immutable; evaluation is by Horner's rule, and what
 * is computed for one point does not depend, to the last bit, on how many are evaluated together.
 */
public final class ComplexPolynomial implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] re;
  private final double[] im;
  private final ComplexPolynomial derivative;

  private ComplexPolynomial(double[] re, double[] im) {
    this.re = re;
    this.im = im;
    this.derivative = re.length == 1 ? null : differentiate(re, im);
  }

  /**
   * Returns the polynomial with the coefficients {@code c_n = re[n] + i im[n]}, n from 0 on.
   * Leading coefficients that vanish are dropped.
   *
   * @throws IllegalArgumentException if the arrays are empty or differ in length, or a coefficient
   *     is not finite
   */
  public static ComplexPolynomial of(double[] re, double[] im) {
    if (re.length == 0 || re.length != im.length) {
      throw new IllegalArgumentException(
          "a polynomial has "
              + re.length
              + " real and "
              + im.length
              + " imaginary parts of coefficients; needed: as many of both, at least one");
    }
    for (int n = 0; n < re.length; n++) {
      if (!Double.isFinite(re[n]) || !Double.isFinite(im[n])) {
        throw new IllegalArgumentException(
            "coefficient " + n + " is " + re[n] + " + " + im[n] + " i; allowed: finite numbers");
      }
    }
    int length = re.length;
    while (length > 1 && re[length - 1] == 0 && im[length - 1] == 0) {
      length--;
    }
    return new ComplexPolynomial(Arrays.copyOf(re, length), Arrays.copyOf(im, length));
  }

  /**
   * Returns S(z) = a z^2 + b z^4, the toy of Fukushima and Kamata (arXiv 2411.11297).
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public static ComplexPolynomial quartic(double aRe, double aIm, double bRe, double bIm) {
    return of(new double[] {0, 0, aRe, 0, bRe}, new double[] {0, 0, aIm, 0, bIm});
  }

  /** Returns the degree: the largest n whose coefficient does not vanish; 0 for a constant. */
  public int degree() {
    return re.length - 1;
  }

  /** Returns the real part of c_n, zero beyond the degree. */
  public double coefficientRe(int n) {
    return n < re.length ? re[n] : 0;
  }

  /** Returns the imaginary part of c_n, zero beyond the degree. */
  public double coefficientIm(int n) {
    return n < im.length ? im[n] : 0;
  }

  /** Returns S'(z) = sum_n n c_n z^(n-1); the zero polynomial for a constant. */
  public ComplexPolynomial derivative() {
    return derivative == null
        ? new ComplexPolynomial(new double[] {0}, new double[] {0})
        : derivative;
  }

  /** Returns the polynomial z -> S(e^(i theta) z): coefficients c_n e^(i n theta). */
  public ComplexPolynomial rotated(double theta) {
    double[] x = new double[re.length];
    double[] y = new double[re.length];
    for (int n = 0; n < re.length; n++) {
      double cos = StrictMath.cos(n * theta);
      double sin = StrictMath.sin(n * theta);
      x[n] = re[n] * cos - im[n] * sin;
      y[n] = re[n] * sin + im[n] * cos;
    }
    return of(x, y);
  }

  /**
   * Evaluates the polynomial at z = x + i y.
   *
   * @param out receives the real part in {@code out[0]}, the imaginary in {@code out[1]}
   */
  public void evaluate(double x, double y, double[] out) {
    int top = re.length - 1;
    double u = re[top];
    double v = im[top];
    for (int n = top - 1; n >= 0; n--) {
      double next = Math.fma(u, x, Math.fma(-v, y, re[n]));
      v = Math.fma(u, y, Math.fma(v, x, im[n]));
      u = next;
    }
    out[0] = u;
    out[1] = v;
  }

  /**
   * Evaluates the polynomial at the first {@code count} points z_b = x[b] + i y[b].
   *
   * @param outRe receives the real parts; not {@code x} or {@code y}
   * @param outIm receives the imaginary parts; not {@code x} or {@code y}
   */
  public void evaluate(double[] x, double[] y, int count, double[] outRe, double[] outIm) {
    int top = re.length - 1;
    Arrays.fill(outRe, 0, count, re[top]);
    Arrays.fill(outIm, 0, count, im[top]);
    for (int n = top - 1; n >= 0; n--) {
      multiplyAndAdd(x, y, count, re[n], im[n], outRe, outIm);
    }
  }

  /** One step of Horner's rule: (u, v) = (u, v) z + (cRe, cIm). */
  private static void multiplyAndAdd(
      double[] x, double[] y, int count, double cRe, double cIm, double[] u, double[] v) {
    for (int b = 0; b < count; b++) {
      double next = Math.fma(u[b], x[b], Math.fma(-v[b], y[b], cRe));
      v[b] = Math.fma(u[b], y[b], Math.fma(v[b], x[b], cIm));
      u[b] = next;
    }
  }

  private static ComplexPolynomial differentiate(double[] re, double[] im) {
    double[] x = new double[re.length - 1];
    double[] y = new double[re.length - 1];
    for (int n = 1; n < re.length; n++) {
      x[n - 1] = n * re[n];
      y[n - 1] = n * im[n];
    }
    return new ComplexPolynomial(x, y);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ComplexPolynomial that
        && Arrays.equals(re, that.re)
        && Arrays.equals(im, that.im);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(re) + Arrays.hashCode(im);
  }

  /** Returns for example {@code (-4.0 + 10.0 i) z^2 + (1.0 + 0.0 i) z^4}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int n = 0; n < re.length; n++) {
      if (re[n] != 0 || im[n] != 0) {
        text.append(text.isEmpty() ? "(" : " + (")
            .append(re[n])
            .append(im[n] < 0 ? " - " : " + ")
            .append(Math.abs(im[n]))
            .append(" i)")
            .append(n == 0 ? "" : n == 1 ? " z" : " z^" + n);
      }
    }
    return text.isEmpty() ? "0" : text.toString();
  }
}
