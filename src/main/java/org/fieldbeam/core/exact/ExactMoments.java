package org.fieldbeam.core.exact;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.action.SitePotential;

/**
 * The moments of one site, &lt;x^n&gt; = int x^n exp(-S) dx / Z with S = a x^2 + b x^4 and complex
 * a and b, by quadrature.
 *
 * <p>The trapezoidal rule converges exponentially for these integrands. It runs along the straight
 * line through the origin, z = exp(i theta) x with |arg b + 4 theta| &lt; pi / 2, on which the
 * integral of |exp(-S)| is smallest, so that little cancels: moments are good to about 1e-13 of
 * &lt;|x|^n&gt; for |a| up to some tens.
 */
public final class ExactMoments {
  private static final int ANGLES = 64;
  private static final int NODES = 4000;

  private final Complex[] point;
  private final Complex[] weight;
  private final Complex sum;
  private final Complex partition;

  /** Where so little of the integral of |exp(-S)| is left, its rounding errors are too much. */
  private static final double SMALLEST_SHARE = 1e-8;

  private ExactMoments(Complex a, Complex b, double theta) {
    Complex turn = Complex.unit(theta);
    Complex square = a.times(turn).times(turn);
    Complex fourth = b.times(turn).times(turn).times(turn).times(turn);
    SiteRange.requireResolved(square.re(), fourth.re(), a, b);
    double lowest = lowest(square.re(), fourth.re());
    double end = SiteRange.end(square.re(), fourth.re());
    double step = 2 * end / NODES;
    point = new Complex[NODES + 1];
    weight = new Complex[NODES + 1];
    Complex total = Complex.of(0);
    double absolute = 0;
    for (int i = 0; i <= NODES; i++) {
      double x = -end + i * step;
      double x2 = x * x;
      point[i] = turn.times(x);
      weight[i] =
          Complex.of(
                  lowest - x2 * (square.re() + fourth.re() * x2),
                  -x2 * (square.im() + fourth.im() * x2))
              .exp();
      total = total.plus(weight[i]);
      absolute += weight[i].abs();
    }
    if (!(total.abs() >= SMALLEST_SHARE * absolute)) {
      throw new OutOfRangeException(
          "exact moments of S = a x^2 + b x^4: for a = "
              + a
              + " and b = "
              + b
              + " exp(-S) oscillates so fast that its integral cancels; allowed: smaller imaginary"
              + " parts");
    }
    sum = total;
    partition = total.times(turn).times(step * StrictMath.exp(-lowest));
  }

  /**
   * Returns the moments for real a and b.
   *
   * @throws IllegalArgumentException as {@link #of(Complex, Complex)}
   */
  public static ExactMoments of(double a, double b) {
    return of(Complex.of(a), Complex.of(b));
  }

  /**
   * Returns the moments of one site of an action without hopping.
   *
   * @throws IllegalArgumentException if neighbouring sites are coupled, or a site has other powers
   */
  public static ExactMoments of(Action action) {
    SitePotential site = SiteRange.quarticSite(action);
    return of(site.coefficient(2), site.coefficient(4));
  }

  /**
   * Returns the moments of the polynomial a z^2 + b z^4.
   *
   * @throws IllegalArgumentException if there are other powers, or as {@link #of(Complex, Complex)}
   */
  public static ExactMoments of(ComplexPolynomial site) {
    Complex a = Complex.of(site.coefficientRe(2), site.coefficientIm(2));
    Complex b = Complex.of(site.coefficientRe(4), site.coefficientIm(4));
    if (!site.equals(ComplexPolynomial.quartic(a.re(), a.im(), b.re(), b.im()))) {
      throw new IllegalArgumentException(
          "the action " + site + " has other powers; allowed: a z^2 + b z^4");
    }
    return of(a, b);
  }

  /**
   * Returns the moments for complex a and b.
   *
   * @throws IllegalArgumentException unless Re b &gt; 0, or b = 0 and Re a &gt; 0, and all are
   *     finite; if the law is as wide, narrow or deep as {@link SiteLaw} refuses it; or if exp(-S)
   *     oscillates so fast that nothing is left of its integral
   */
  public static ExactMoments of(Complex a, Complex b) {
    SiteRange.requireConvergent(a, b);
    double best = Double.POSITIVE_INFINITY;
    double theta = 0;
    for (int i = 0; i <= ANGLES; i++) {
      // Rounding must not decide for real parameters, where the real axis is best: begin with 0.
      double trial = i == 0 ? 0 : angle(i, b);
      Complex turn = Complex.unit(2 * trial);
      double norm = norm(a.times(turn).re(), b.times(turn).times(turn).re());
      if (norm < best * (1 - 1e-9)) {
        best = norm;
        theta = trial;
      }
    }
    return new ExactMoments(a, b, theta);
  }

  /** Angles that leave both S's growth and the width of the integrand in reason. */
  private static double angle(int i, Complex b) {
    double half = Math.PI / 8 * 0.85;
    double middle = b.abs() == 0 ? 0 : -b.arg() / 4;
    return middle + half * (2.0 * (i - 1) / (ANGLES - 1) - 1);
  }

  /** The integral of exp(-A x^2 - B x^4), roughly; infinite where it diverges. */
  private static double norm(double square, double fourth) {
    if (!(fourth > 0 || (fourth == 0 && square > 0))) {
      return Double.POSITIVE_INFINITY;
    }
    double end = SiteRange.end(square, fourth);
    double total = 0;
    for (int i = 0; i < 200; i++) {
      double x2 = Math.pow((i + 0.5) / 200 * end, 2);
      total += StrictMath.exp(-x2 * (square + fourth * x2)) * end;
    }
    return total;
  }

  private static double lowest(double square, double fourth) {
    return square < 0 ? -square * square / (4 * fourth) : 0;
  }

  /** Returns Z = int exp(-S) dx. */
  public Complex partitionFunction() {
    return partition;
  }

  /**
   * Returns &lt;x^n&gt;.
   *
   * @throws IllegalArgumentException if n is negative or above 40
   */
  public Complex moment(int n) {
    SiteRange.requirePower(n);
    Complex total = Complex.of(0);
    if (n % 2 == 1) {
      return total;
    }
    for (int i = 0; i < point.length; i++) {
      Complex power = weight[i];
      for (int k = 0; k < n; k++) {
        power = power.times(point[i]);
      }
      total = total.plus(power);
    }
    return total.over(sum);
  }
}
