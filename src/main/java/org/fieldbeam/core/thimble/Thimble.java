package org.fieldbeam.core.thimble;

import java.util.List;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;

/** A saddle point z_0 of an action with its thimble and the dual of it. */
public final class Thimble {
  /** exp(-t^2) beyond this t is below 1e-24. */
  private static final double END = 7.5;

  private static final int FEWEST = 64;
  private static final int MOST = 1 << 14;

  /** Where two rules in turn agree to this part, the error of the finer is its square or so. */
  private static final double TOLERANCE = 1e-12;

  /** exp of minus this, times powers of z, is still a double. */
  private static final double LOWEST_ACTION = -600;

  private final ComplexPolynomial action;
  private final Complex saddle;
  private final SteepestCurve descent;
  private final SteepestCurve ascent;
  private final int intersection;

  Thimble(ComplexPolynomial action, Complex saddle) {
    this.action = action;
    this.saddle = saddle;
    descent = SteepestCurve.descent(action, saddle);
    ascent = SteepestCurve.ascent(action, saddle);
    intersection = crossings();
  }

  /** Returns the saddle point z_0. */
  public Complex saddle() {
    return saddle;
  }

  /** Returns S(z_0). */
  public Complex action() {
    return value(action);
  }

  /** Returns S''(z_0). */
  public Complex curvature() {
    return value(action.derivative().derivative());
  }

  private Complex value(ComplexPolynomial polynomial) {
    double[] out = new double[2];
    polynomial.evaluate(saddle.re(), saddle.im(), out);
    return Complex.of(out[0], out[1]);
  }

  /** Returns the thimble J: the steepest descent of exp(-S), passed towards growing Re z at z_0. */
  public SteepestCurve descent() {
    return descent;
  }

  /** Returns the dual curve K: the steepest ascent of exp(-S). */
  public SteepestCurve ascent() {
    return ascent;
  }

  /**
   * Returns the intersection number n of K with the real axis: integrals along the real axis are
   * the sum of n times the integrals over J.
   */
  public int intersection() {
    return intersection;
  }

  private int crossings() {
    // of one saddle point alone the bound may be 0: then the width of exp(-S)
    double width = 1 / Math.sqrt(curvature().abs());
    double radius = 4 * SaddlePoints.bound(action.derivative()) + 8 * width;
    double rounding = 1e-13 * radius;
    int crossings = 0;
    double before = 0;
    for (SteepestCurve.Point point : ascent.within(radius, radius / 400)) {
      double height = point.z().im();
      if (Math.abs(height) <= rounding) {
        continue;
      }
      if (before != 0 && Math.signum(height) != Math.signum(before)) {
        crossings += height > 0 ? 1 : -1;
      }
      before = height;
    }
    return crossings;
  }

  /**
   * Returns the integral of z^n exp(-S) over J, in its direction.
   *
   * <p>In the parameter t it is exp(-S(z_0)) int z^n (dz/dt) exp(-t^2) dt, an analytic function
   * with Gaussian decay, for which the trapezoidal rule converges exponentially; its step is halved
   * until two rules agree to 1e-12 of the integral of the absolute value.
   *
   * @throws IllegalArgumentException if n is negative, if exp(-S) is beyond the range of doubles at
   *     the saddle point, or if the parameters are so near a Stokes line that the rule does not
   *     converge
   */
  public Complex integral(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("power " + n + " of z; allowed: 0 or more");
    }
    Complex before = Complex.of(0);
    for (int count = FEWEST; count <= MOST; count *= 2) {
      Complex sum = Complex.of(0);
      double absolute = 0;
      List<SteepestCurve.Point> points = descent.points(END, count);
      for (SteepestCurve.Point point : points) {
        Complex term = point.slope().times(StrictMath.exp(-point.t() * point.t()));
        for (int k = 0; k < n; k++) {
          term = term.times(point.z());
        }
        sum = sum.plus(term);
        absolute += term.abs();
      }
      double step = END / count;
      sum = sum.times(step);
      if (sum.minus(before).abs() <= TOLERANCE * absolute * step) {
        return sum.times(weight());
      }
      before = sum;
    }
    throw new IllegalArgumentException(
        "the integral over the thimble of "
            + saddle
            + " does not converge: the action "
            + action
            + " is too near a Stokes line; change its parameters a little");
  }

  /** exp(-S) at the saddle point. */
  private Complex weight() {
    if (!(action().re() >= LOWEST_ACTION)) {
      throw new IllegalArgumentException(
          "exp(-S) is too large at the saddle point "
              + saddle
              + " of the action "
              + action
              + ": Re S is "
              + action().re()
              + "; allowed: "
              + LOWEST_ACTION
              + " or more");
    }
    return action().times(-1).exp();
  }

  /**
   * Returns the integral of exp(-S) over J to leading order, exp(-S(z_0)) sqrt(2 pi / S''(z_0)),
   * with the branch that belongs to the direction of J.
   */
  public Complex oneLoopWeight() {
    Complex root = Complex.of(2 * Math.PI).over(curvature()).pow(0.5);
    return root.times(weight());
  }

  @Override
  public String toString() {
    return "thimble of " + saddle + ", intersection number " + intersection;
  }
}
