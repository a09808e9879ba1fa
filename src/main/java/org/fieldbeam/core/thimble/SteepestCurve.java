package org.fieldbeam.core.thimble;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;

/**
 * The curve of steepest descent or ascent of exp(-S) through a saddle point z_0, parametrised by
 * real t with S(z(t)) - S(z_0) = +t^2 (descent) or -t^2 (ascent).
 *
 * <p>With z = z_0 + t v(t) and S(z_0 + w) - S(z_0) = sum_(n>=2) c_n w^n the curve is the zero of
 * Q(v, t) = sum_n c_n t^(n-2) v^n -+ 1, which is smooth at t = 0. It is followed from t = 0 by the
 * embedded Runge-Kutta pair of Dormand and Prince, dv/dt = -Q_t / Q_v, with an error of 1e-10 per
 * step, and every point is put back onto Q = 0 by Newton's method: points are exact to rounding,
 * and the step control keeps them on their branch.
 */
public final class SteepestCurve {
  private static final double TOLERANCE = 1e-10;

  /** A step this short means that the curve runs into another saddle point. */
  private static final double SHORTEST_STEP = 1e-9;

  /** A curve that is drawn has some hundred points; one of so many has no end. */
  private static final int MOST_POINTS = 1_000_000;

  /** Farther out the powers of z in S lose what holds a point on its curve. */
  private static final double LARGEST_ACTION = 1e60;

  private final ComplexPolynomial action;
  private final Complex saddle;
  private final Complex[] taylor;
  private final double sign;
  private final Complex start;

  private SteepestCurve(
      ComplexPolynomial action, Complex saddle, Complex[] taylor, double sign, Complex start) {
    this.action = action;
    this.saddle = saddle;
    this.taylor = taylor;
    this.sign = sign;
    this.start = start;
  }

  /**
   * A point of the curve.
   *
   * @param t the parameter
   * @param z the point
   * @param slope dz/dt
   */
  public record Point(double t, Complex z, Complex slope) {}

  /** The thimble of a saddle point: Re S grows away from it. It is passed towards growing Re z. */
  static SteepestCurve descent(ComplexPolynomial action, Complex saddle) {
    Complex[] taylor = taylor(action, saddle);
    Complex start = Complex.ONE.over(taylor[2]).pow(0.5);
    return new SteepestCurve(action, saddle, taylor, 1, start);
  }

  /**
   * The dual of a thimble: Re S falls away from the saddle point. It crosses the thimble from right
   * to left.
   */
  static SteepestCurve ascent(ComplexPolynomial action, Complex saddle) {
    SteepestCurve thimble = descent(action, saddle);
    Complex start = thimble.start.times(Complex.of(0, 1));
    return new SteepestCurve(action, saddle, thimble.taylor, -1, start);
  }

  private static Complex[] taylor(ComplexPolynomial action, Complex at) {
    Complex[] taylor = new Complex[action.degree() + 1];
    ComplexPolynomial derivative = action;
    double factorial = 1;
    double[] value = new double[2];
    for (int n = 0; n < taylor.length; n++) {
      derivative.evaluate(at.re(), at.im(), value);
      taylor[n] = Complex.of(value[0] / factorial, value[1] / factorial);
      derivative = derivative.derivative();
      factorial *= n + 1;
    }
    return taylor;
  }

  /**
   * Returns points at equal steps of t.
   *
   * @param end the largest |t|
   * @param count points on each side of the saddle point
   * @return {@code 2 count + 1} points, from t = -end to t = end
   * @throws IllegalArgumentException if the curve runs into another saddle point before t = end:
   *     the parameters are on a Stokes line
   */
  public List<Point> points(double end, int count) {
    List<Point> points = new ArrayList<>();
    for (int side = -1; side <= 1; side += 2) {
      Complex v = start;
      double step = 0.1;
      for (int i = 1; i <= count; i++) {
        double from = side * end * (i - 1) / count;
        double to = side * end * i / count;
        Step reached = follow(v, from, to, step);
        v = reached.v();
        step = reached.size();
        points.add(point(v, to));
      }
      if (side == -1) {
        Collections.reverse(points);
        points.add(point(start, 0));
      }
    }
    return points;
  }

  /**
   * Returns the curve between the two points where it leaves a disc about 0, in steps short enough
   * to draw it: no longer than {@code longest}, and of at most 1 + |t| in t.
   *
   * @throws IllegalArgumentException as {@link #points}, or if |S| is beyond 1e60 at the radius
   */
  public List<Point> within(double radius, double longest) {
    double[] far = new double[2];
    action.evaluate(radius, radius, far);
    if (!(StrictMath.hypot(far[0], far[1]) <= LARGEST_ACTION)) {
      throw tooFar(radius);
    }
    List<Point> points = new ArrayList<>();
    for (int side = -1; side <= 1; side += 2) {
      Complex v = start;
      Point last = point(v, 0);
      double step = 0.1;
      while (last.z().abs() <= radius) {
        if (points.size() >= MOST_POINTS) {
          throw tooFar(radius);
        }
        double distance = Math.min(1 + Math.abs(last.t()), longest / last.slope().abs());
        double t = last.t() + side * distance;
        Step reached = follow(v, last.t(), t, step);
        v = reached.v();
        step = reached.size();
        last = point(v, t);
        points.add(last);
      }
      if (side == -1) {
        Collections.reverse(points);
        points.add(point(start, 0));
      }
    }
    return points;
  }

  private IllegalArgumentException tooFar(double radius) {
    return new IllegalArgumentException(
        "the curve of "
            + action
            + " from "
            + saddle
            + " cannot be followed to |z| = "
            + radius
            + "; allowed: as far as |S| is below "
            + LARGEST_ACTION
            + "; take smaller ends of the axes");
  }

  private Point point(Complex v, double t) {
    return new Point(t, saddle.plus(v.times(t)), v.plus(slope(v, t).times(t)));
  }

  /** Where an integration has come, and the size of step with which it may go on. */
  private record Step(Complex v, double size) {}

  private Step follow(Complex from, double fromT, double toT, double firstStep) {
    Complex v = from;
    double t = fromT;
    double direction = Math.signum(toT - fromT);
    double size = firstStep;
    while (direction * (toT - t) > 0) {
      double remaining = Math.abs(toT - t);
      boolean last = size >= remaining;
      double h = direction * (last ? remaining : size);
      Complex[] result = DormandPrince.step(this::slope, v, t, h);
      double error = result[1].abs() / (TOLERANCE * Math.max(v.abs(), result[0].abs()));
      if (error <= 1) {
        t = last ? toT : t + h;
        v = polish(result[0], t);
        if (last && error < 0.1) {
          // cut short by its end alone: the next one need not be
          return new Step(v, Math.max(size, remaining));
        }
      }
      // not a comparison by <=: a step that met an infinity has the error NaN
      double factor = error > 0 ? 0.9 * Math.pow(error, -0.2) : error == 0 ? 5 : 0.2;
      size = Math.abs(h) * Math.max(0.2, Math.min(5, factor));
      if (size < SHORTEST_STEP) {
        throw new IllegalArgumentException(
            "the steepest "
                + (sign > 0 ? "descent" : "ascent")
                + " curve of "
                + action
                + " from "
                + saddle
                + " runs into another saddle point near "
                + saddle.plus(v.times(t))
                + ": the parameters are on a Stokes line; change them a little");
      }
    }
    return new Step(v, size);
  }

  /** dv/dt = -Q_t / Q_v. */
  private Complex slope(Complex v, double t) {
    Complex byV = Complex.of(0);
    Complex byT = Complex.of(0);
    Complex w = v.times(t);
    for (int n = taylor.length - 1; n >= 3; n--) {
      byV = byV.times(w).plus(taylor[n].times(n));
      byT = byT.times(w).plus(taylor[n].times(n - 2));
    }
    byV = byV.times(w).plus(taylor[2].times(2)).times(v);
    return byT.times(v).times(v).times(v).over(byV).times(-1);
  }

  private Complex polish(Complex guess, double t) {
    Complex v = guess;
    for (int i = 0; i < 3; i++) {
      Complex value = Complex.of(0);
      Complex byV = Complex.of(0);
      for (int n = taylor.length - 1; n >= 2; n--) {
        value = value.times(v).times(t).plus(taylor[n]);
        byV = byV.times(v).times(t).plus(taylor[n].times(n));
      }
      Complex residual = value.times(v).times(v).minus(Complex.of(sign));
      v = v.minus(residual.over(byV.times(v)));
    }
    return v;
  }
}
