package org.fieldbeam.core.thimble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;

/** The zeros of polynomials, and so the saddle points of polynomial actions. */
final class SaddlePoints {
  private static final int MAX_ITERATIONS = 500;

  /** Zeros closer than this part of the largest count as one that is multiple. */
  private static final double SMALLEST_DISTANCE = 1e-6;

  /** Saddle points closer than this part of the width of exp(-S) count as one, too. */
  private static final double SMALLEST_SEPARATION = 1e-5;

  private SaddlePoints() {}

  /**
   * Returns the zeros of S', in the order of their real, then of their imaginary parts.
   *
   * @throws IllegalArgumentException if S is of a degree below 2 or has a degenerate saddle point,
   *     where S'' vanishes too, or another so near that exp(-S) does not tell them apart
   */
  static List<Complex> of(ComplexPolynomial action) {
    if (action.degree() < 2) {
      throw new IllegalArgumentException(
          "the action "
              + action
              + " has no saddle point; allowed: polynomials of degree 2 or more");
    }
    ComplexPolynomial slope = action.derivative();
    List<Complex> zeros = new ArrayList<>();
    int lowest = 0;
    while (slope.coefficientRe(lowest) == 0 && slope.coefficientIm(lowest) == 0) {
      zeros.add(Complex.of(0));
      lowest++;
    }
    Complex[] coefficients = new Complex[slope.degree() - lowest + 1];
    for (int n = 0; n < coefficients.length; n++) {
      coefficients[n] =
          Complex.of(slope.coefficientRe(n + lowest), slope.coefficientIm(n + lowest));
    }
    zeros.addAll(Arrays.asList(zeros(coefficients)));
    requireSimple(action, zeros);
    zeros.sort(Comparator.comparingDouble(Complex::re).thenComparingDouble(Complex::im));
    return zeros;
  }

  /**
   * The radius of a circle around all zeros: 2 max_k |c_(n-k) / c_n|^(1/k) (M. Fujiwara, Tohoku
   * Math. J. 10 (1916) 167), which grows with the zeros when z is measured in another unit.
   */
  static double bound(ComplexPolynomial polynomial) {
    int degree = polynomial.degree();
    double top =
        StrictMath.hypot(polynomial.coefficientRe(degree), polynomial.coefficientIm(degree));
    double largest = 0;
    for (int n = 0; n < degree; n++) {
      double size = StrictMath.hypot(polynomial.coefficientRe(n), polynomial.coefficientIm(n));
      largest = Math.max(largest, StrictMath.pow(size / top, 1.0 / (degree - n)));
    }
    return 2 * largest;
  }

  /** All zeros at once by the method of Aberth and Ehrlich; the constant term is not zero. */
  private static Complex[] zeros(Complex[] coefficients) {
    int degree = coefficients.length - 1;
    Complex[] zeros = new Complex[degree];
    double radius = Math.pow(coefficients[0].abs() / coefficients[degree].abs(), 1.0 / degree);
    for (int k = 0; k < degree; k++) {
      // no symmetry that the polynomial may have: it would hold the iteration in place
      zeros[k] = Complex.unit(2 * Math.PI * k / degree + 0.4).times(radius * (1 + 0.1 * k));
    }
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      double change = 0;
      for (int k = 0; k < degree; k++) {
        Complex step = newtonStep(coefficients, zeros[k]);
        Complex repulsion = Complex.of(0);
        for (int j = 0; j < degree; j++) {
          if (j != k) {
            repulsion = repulsion.plus(Complex.ONE.over(zeros[k].minus(zeros[j])));
          }
        }
        step = step.over(Complex.ONE.minus(step.times(repulsion)));
        zeros[k] = zeros[k].minus(step);
        change = Math.max(change, step.abs() / radius);
      }
      if (change < 1e-15) {
        break;
      }
    }
    return zeros;
  }

  private static Complex newtonStep(Complex[] coefficients, Complex z) {
    Complex value = Complex.of(0);
    Complex slope = Complex.of(0);
    for (int n = coefficients.length - 1; n >= 0; n--) {
      slope = slope.times(z).plus(value);
      value = value.times(z).plus(coefficients[n]);
    }
    return slope.abs() == 0 ? Complex.of(0) : value.over(slope);
  }

  private static void requireSimple(ComplexPolynomial action, List<Complex> zeros) {
    double scale = zeros.stream().mapToDouble(Complex::abs).max().orElseThrow();
    ComplexPolynomial curvature = action.derivative().derivative();
    double[] bend = new double[2];
    for (int i = 0; i < zeros.size(); i++) {
      curvature.evaluate(zeros.get(i).re(), zeros.get(i).im(), bend);
      double width = Math.sqrt(2 / StrictMath.hypot(bend[0], bend[1]));
      for (int j = 0; j < zeros.size(); j++) {
        double distance = zeros.get(i).minus(zeros.get(j)).abs();
        boolean apart =
            distance > SMALLEST_DISTANCE * scale && distance > SMALLEST_SEPARATION * width;
        if (i != j && !apart) {
          throw new IllegalArgumentException(
              "the action "
                  + action
                  + " has a degenerate saddle point at "
                  + zeros.get(i)
                  + ", where S'' vanishes or nearly so; change its parameters");
        }
      }
    }
  }
}
