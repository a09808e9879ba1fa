package org.fieldbeam.core.exact;

import java.util.function.DoubleUnaryOperator;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.SitePotential;

/**
 * The law p_0(x) = exp(-S(x)) / Z of one site with real S = a x^2 + b x^4: density, score,
 * distribution function and its inverse.
 *
 * <p>Integrals are sums of 16-point Gauss-Legendre rules over 256 panels of the half line, with
 * relative errors of about 1e-15; the tails keep their relative accuracy.
 */
public final class SiteLaw {
  private static final int PANELS = 256;

  private final double a;
  private final double b;
  private final double lowest;
  private final double width;
  private final double norm;
  private final double[] tail = new double[PANELS + 1];

  private SiteLaw(double a, double b) {
    this.a = a;
    this.b = b;
    lowest = a < 0 ? -a * a / (4 * b) : 0;
    width = SiteRange.end(a, b) / PANELS;
    DoubleUnaryOperator weight = this::weight;
    for (int i = PANELS - 1; i >= 0; i--) {
      tail[i] = tail[i + 1] + GaussLegendre.integrate(weight, i * width, (i + 1) * width);
    }
    norm = 2 * tail[0];
  }

  /**
   * Returns the law of S = a x^2 + b x^4.
   *
   * @throws IllegalArgumentException unless both are finite and b &gt; 0, or b = 0 and a &gt; 0,
   *     the law reaches to a |x| between 1e-6 and 1e6, and a^2 / (4 b) is at most 1e4 where a &lt;
   *     0
   */
  public static SiteLaw of(double a, double b) {
    SiteRange.requireConvergent(Complex.of(a), Complex.of(b));
    SiteRange.requireResolved(a, b, Complex.of(a), Complex.of(b));
    return new SiteLaw(a, b);
  }

  /**
   * Returns the law of one site of an action without hopping.
   *
   * @throws IllegalArgumentException if neighbouring sites are coupled, or a site has other powers
   */
  public static SiteLaw of(Action action) {
    SitePotential site = SiteRange.quarticSite(action);
    return of(site.coefficient(2), site.coefficient(4));
  }

  /**
   * Refuses an action of whose sites the law is not known.
   *
   * @throws IllegalArgumentException as {@link #of(Action)}
   */
  public static void require(Action action) {
    SiteRange.quarticSite(action);
  }

  /** Returns a, the coefficient of x^2. */
  public double quadratic() {
    return a;
  }

  /** Returns b, the coefficient of x^4. */
  public double quartic() {
    return b;
  }

  private double weight(double x) {
    return StrictMath.exp(lowest - x * x * (a + b * x * x));
  }

  /** Returns p_0(x). */
  public double density(double x) {
    return weight(x) / norm;
  }

  /** Returns log p_0(x). */
  public double logDensity(double x) {
    return lowest - x * x * (a + b * x * x) - StrictMath.log(norm);
  }

  /** Returns the score d log p_0 / dx = -S'(x). */
  public double score(double x) {
    return -x * (2 * a + 4 * b * x * x);
  }

  /** Returns the probability of a value below x. */
  public double cumulative(double x) {
    double upper = upperTail(Math.abs(x)) / norm;
    return x < 0 ? upper : 1 - upper;
  }

  private double upperTail(double x) {
    int panel = (int) Math.min(x / width, PANELS);
    if (panel == PANELS) {
      return 0;
    }
    return tail[panel + 1] + GaussLegendre.integrate(this::weight, x, (panel + 1) * width);
  }

  /**
   * Returns the x with {@code cumulative(x) = probability}.
   *
   * @throws IllegalArgumentException unless the probability is in (0, 1)
   */
  public double quantile(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "quantile: the probability is " + probability + "; allowed: above 0 and below 1");
    }
    boolean left = probability < 0.5;
    double x = upperQuantile(norm * (left ? probability : 1 - probability));
    return left ? -x : x;
  }

  private double upperQuantile(double target) {
    int panel = 0;
    for (int step = PANELS / 2; step > 0; step /= 2) {
      if (panel + step < PANELS && tail[panel + step] >= target) {
        panel += step;
      }
    }
    double low = panel * width;
    double high = low + width;
    double x = (low + high) / 2;
    // Newton's method inside a bracket; it converges quadratically, bisection only guards.
    for (int i = 0; i < 60; i++) {
      double excess = upperTail(x) - target;
      if (excess > 0) {
        low = x;
      } else {
        high = x;
      }
      double next = x + excess / weight(x);
      if (!(next > low && next < high)) {
        next = (low + high) / 2;
      }
      double change = Math.abs(next - x);
      x = next;
      if (change <= 4 * Math.ulp(x) || change < 1e-15 * width) {
        break;
      }
    }
    return x;
  }
}
