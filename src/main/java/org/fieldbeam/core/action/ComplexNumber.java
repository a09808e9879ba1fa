package org.fieldbeam.core.action;

import java.io.Serializable;
import java.util.List;

/** A complex parameter of an action. */
public record ComplexNumber(double re, double im) implements Serializable {

  /** Returns the number of {real, imaginary}. */
  public static ComplexNumber of(double[] parts) {
    return new ComplexNumber(parts[0], parts[1]);
  }

  List<Double> toList() {
    return List.of(re, im);
  }

  /** Returns the number as people write it: -4+10i, 1, -0.5i. */
  @Override
  public String toString() {
    String real = plain(re);
    if (im == 0) {
      return real;
    }
    String imaginary = plain(Math.abs(im)) + "i";
    String sign = im < 0 ? "-" : re == 0 ? "" : "+";
    return (re == 0 ? "" : real) + sign + imaginary;
  }

  private static String plain(double value) {
    return value == StrictMath.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
