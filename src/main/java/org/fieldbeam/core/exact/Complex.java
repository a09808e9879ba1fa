package org.fieldbeam.core.exact;

/**
 * A complex number.
 *
 * @param re real part
 * @param im imaginary part
 */
public record Complex(double re, double im) {
  /** One. */
  public static final Complex ONE = new Complex(1, 0);

  /** Returns {@code re + i im}. */
  public static Complex of(double re, double im) {
    return new Complex(re, im);
  }

  /** Returns a real number. */
  public static Complex of(double re) {
    return new Complex(re, 0);
  }

  /** Returns {@code exp(i angle)}. */
  public static Complex unit(double angle) {
    return new Complex(StrictMath.cos(angle), StrictMath.sin(angle));
  }

  /** Returns the sum. */
  public Complex plus(Complex other) {
    return new Complex(re + other.re, im + other.im);
  }

  /** Returns the difference. */
  public Complex minus(Complex other) {
    return new Complex(re - other.re, im - other.im);
  }

  /** Returns the product. */
  public Complex times(Complex other) {
    return new Complex(re * other.re - im * other.im, re * other.im + im * other.re);
  }

  /** Returns the product with a real number. */
  public Complex times(double factor) {
    return new Complex(re * factor, im * factor);
  }

  /** Returns the quotient. */
  public Complex over(Complex other) {
    double norm = other.re * other.re + other.im * other.im;
    return new Complex(
        (re * other.re + im * other.im) / norm, (im * other.re - re * other.im) / norm);
  }

  /** Returns the absolute value. */
  public double abs() {
    return StrictMath.hypot(re, im);
  }

  /** Returns the argument, in (-pi, pi]. */
  public double arg() {
    return StrictMath.atan2(im, re);
  }

  /** Returns {@code exp(z)}. */
  public Complex exp() {
    return unit(im).times(StrictMath.exp(re));
  }

  /** Returns the principal branch of {@code z^power}. */
  public Complex pow(double power) {
    return unit(power * arg()).times(StrictMath.pow(abs(), power));
  }

  @Override
  public String toString() {
    return re + (im < 0 ? " - " : " + ") + Math.abs(im) + "i";
  }
}
