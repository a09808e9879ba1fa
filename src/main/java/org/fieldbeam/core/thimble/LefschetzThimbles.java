package org.fieldbeam.core.thimble;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;

/**
 * The real axis as a sum of thimbles: int_R f exp(-S) dz = sum_s n_s int_(J_s) f exp(-S) dz over
 * the saddle points s of a polynomial action, n_s the crossings of the dual curve K_s and the real
 * axis.
 */
public final class LefschetzThimbles {
  /** Products of some coefficients and points of the curves stay doubles. */
  private static final double LARGEST = 1e30;

  private static final double SMALLEST = 1e-30;

  private final ComplexPolynomial action;
  private final List<Thimble> thimbles;

  private LefschetzThimbles(ComplexPolynomial action, List<Thimble> thimbles) {
    this.action = action;
    this.thimbles = thimbles;
  }

  /**
   * Decomposes the real axis.
   *
   * @throws IllegalArgumentException unless the degree is even and the real part of the leading
   *     coefficient positive, so that exp(-S) falls along the real axis; if its size is not between
   *     1e-30 and 1e30, or that of another one above; if a saddle point is degenerate; or if
   *     parameters are on a Stokes line, where a dual curve runs into another saddle point
   */
  public static LefschetzThimbles of(ComplexPolynomial action) {
    int degree = action.degree();
    if (degree < 2 || degree % 2 != 0 || !(action.coefficientRe(degree) > 0)) {
      throw new IllegalArgumentException(
          "the action "
              + action
              + " does not grow along the real axis; allowed: an even degree and a leading"
              + " coefficient with positive real part");
    }
    requireScale(action);
    return new LefschetzThimbles(
        action,
        SaddlePoints.of(action).stream().map(saddle -> new Thimble(action, saddle)).toList());
  }

  private static void requireScale(ComplexPolynomial action) {
    for (int n = 1; n <= action.degree(); n++) {
      double size = StrictMath.hypot(action.coefficientRe(n), action.coefficientIm(n));
      if (!(size <= LARGEST && (size >= SMALLEST || n < action.degree()))) {
        throw new IllegalArgumentException(
            "the action "
                + action
                + " has a coefficient of size "
                + size
                + "; allowed: up to "
                + LARGEST
                + ", the leading one from "
                + SMALLEST
                + " on; take another unit of z: z = c y multiplies the coefficient of z^n by c^n");
      }
    }
  }

  /** Returns the action. */
  public ComplexPolynomial action() {
    return action;
  }

  /** Returns all thimbles, in the order of the real, then of the imaginary parts of the saddles. */
  public List<Thimble> thimbles() {
    return thimbles;
  }

  /** Returns int_R z^n exp(-S) dz as the sum over the thimbles. */
  public Complex integral(int n) {
    return integral(n, thimble -> true);
  }

  /** Returns the part of int_R z^n exp(-S) dz that comes from some of the thimbles. */
  public Complex integral(int n, Predicate<Thimble> which) {
    Complex sum = Complex.of(0);
    for (Thimble thimble : thimbles) {
      if (thimble.intersection() != 0 && which.test(thimble)) {
        sum = sum.plus(thimble.integral(n).times(thimble.intersection()));
      }
    }
    return sum;
  }

  /**
   * Returns &lt;z^n&gt;.
   *
   * @throws IllegalArgumentException as {@link #moment(int, ThimblePart)}
   */
  public Complex moment(int n) {
    return moment(n, ThimblePart.ALL);
  }

  /**
   * Returns &lt;z^n&gt; over a part of the thimbles.
   *
   * @throws IllegalArgumentException as {@link Thimble#integral}, or if none of these thimbles
   *     counts
   */
  public Complex moment(int n, ThimblePart part) {
    Predicate<Thimble> which = part.of(this);
    part.require(this);
    return integral(n, which).over(integral(0, which));
  }

  /** Returns the thimble whose saddle point is nearest to a point. */
  public Thimble nearest(Complex z) {
    ToDoubleFunction<Thimble> distance = thimble -> thimble.saddle().minus(z).abs();
    return thimbles.stream()
        .min((a, b) -> Double.compare(distance.applyAsDouble(a), distance.applyAsDouble(b)))
        .orElseThrow();
  }

  /**
   * Returns &lt;z^2&gt; with the weights and values of leading order: z_0^2 at a saddle point away
   * from 0, 1/S'' at 0 (eq. 46 of Fukushima and Kamata, whose weights are misprinted).
   */
  public Complex oneLoopSquare() {
    Complex sum = Complex.of(0);
    Complex total = Complex.of(0);
    for (Thimble thimble : thimbles) {
      Complex weight = thimble.oneLoopWeight().times(thimble.intersection());
      Complex z = thimble.saddle();
      Complex value = z.abs() == 0 ? Complex.ONE.over(thimble.curvature()) : z.times(z);
      sum = sum.plus(weight.times(value));
      total = total.plus(weight);
    }
    return sum.over(total);
  }
}
