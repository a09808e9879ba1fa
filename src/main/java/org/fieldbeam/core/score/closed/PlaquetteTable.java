package org.fieldbeam.core.score.closed;

import java.io.Serializable;
import java.util.Arrays;
import org.fieldbeam.core.action.angle.GaugeTorus;

/**
 * The effective action g = -log f of a single plaquette under noise of the variance tau,
 *
 * <pre>  f(t) = sum_n I_n(beta) exp(-tau n^2/2) e^(i n t)
 *       = int dz exp(-z^2/2)/sqrt(2 pi) exp(beta cos(t + sqrt(tau) z)),</pre>
 *
 * <p>I_n the modified Bessel functions. Where the terms of the sum do not cancel, f is that, as a
 * {@linkplain #series polynomial} in cos t, which a processor evaluates for many t at once: up to
 * beta = 11 at all tau. There rounding leaves 1e-6 of g' at worst, near t = pi at small tau, and
 * 1e-10 where plaquettes are.
 *
 * <p>Elsewhere g' is tabulated from the integral, whose integrand is positive, by the trapezoidal
 * rule, which converges faster than any power: Taylor polynomials of degree 7 about {@value #CELLS}
 * equally spaced points, which have all its derivatives.
 */
final class PlaquetteTable implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Points on the circle, a power of 2. */
  static final int CELLS = 1024;

  /** Coefficients of a polynomial. */
  static final int TERMS = 8;

  /** The spacing of the points. */
  static final double SPACING = 2 * Math.PI / CELLS;

  /** The sum is taken where the smallest f is at least so much of the largest. */
  private static final double CANCELLING = 1e-10;

  /** Terms of the sum below this part of the smallest f are left out. */
  private static final double SMALL = 1e-13;

  /** Negative exponents beyond this are nothing beside 1. */
  private static final double NOTHING = 38;

  private final double beta;
  private final double variance;

  /** Coefficients of f/I_0 as a polynomial in cos t; empty where there is a table. */
  private final double[] series;

  /**
   * {@code slopes[TERMS i + j]}: coefficient of x^j of g' at the point 2 pi i/CELLS, x the distance
   * to it in units of {@link #SPACING}; empty where there is a series.
   */
  private final double[] slopes;

  private final double[] values;

  /**
   * Computes series or tables.
   *
   * @param beta the coupling, finite
   * @param variance tau, positive
   */
  PlaquetteTable(double beta, double variance) {
    this.beta = beta;
    this.variance = variance;
    double[] weights = GaugeTorus.besselRatios(beta);
    for (int n = 1; n < weights.length; n++) {
      weights[n] *= 2 * StrictMath.exp(-0.5 * variance * n * n);
    }
    double top = alternating(weights, 1);
    double bottom = alternating(weights, -1);
    double smallest = Math.min(top, bottom);
    if (smallest > CANCELLING * Math.max(top, bottom)) {
      series = polynomial(weights, SMALL * smallest);
      slopes = new double[0];
      values = slopes;
      return;
    }
    series = new double[0];
    slopes = new double[TERMS * CELLS];
    values = new double[CELLS];
    double[] taylor = new double[TERMS + 1];
    double[] slope = new double[TERMS];
    for (int i = 0; i <= CELLS / 2; i++) {
      integral(SPACING * i, taylor);
      minusLogarithmicSlope(taylor, slope);
      put(i, -StrictMath.log(taylor[0]) - Math.abs(beta), slope);
    }
  }

  /** From a sum of cosines of multiples, Chebyshev's polynomials T_n(cos t), to powers of cos t. */
  private static double[] polynomial(double[] weights, double small) {
    int degree = weights.length - 1;
    while (degree > 1 && Math.abs(weights[degree]) < small) {
      degree--;
    }
    double[] before = new double[degree + 1];
    double[] now = new double[degree + 1];
    double[] sum = new double[degree + 1];
    before[0] = 1;
    now[1] = 1;
    sum[0] = weights[0];
    sum[1] = weights[1];
    for (int n = 2; n <= degree; n++) {
      double[] next = new double[degree + 1];
      for (int k = 0; k <= n; k++) {
        next[k] = (k > 0 ? 2 * now[k - 1] : 0) - before[k];
        sum[k] += weights[n] * next[k];
      }
      before = now;
      now = next;
    }
    return sum;
  }

  /** f at 0 (sign 1) or at pi (sign -1). */
  private static double alternating(double[] weights, int sign) {
    double sum = 0;
    for (int n = weights.length - 1; n >= 0; n--) {
      sum += n % 2 == 0 ? weights[n] : sign * weights[n];
    }
    return sum;
  }

  private void integral(double t, double[] taylor) {
    Arrays.fill(taylor, 0);
    double size = NOTHING + 2 * Math.abs(beta);
    double step = 2 * Math.PI / Math.sqrt(2 * size * (1 + Math.abs(beta) * variance));
    int most = (int) Math.ceil(Math.sqrt(2 * size) / step);
    double[] sines = new double[taylor.length];
    double[] terms = new double[taylor.length];
    for (int k = -most; k <= most; k++) {
      double z = k * step;
      double s = t + Math.sqrt(variance) * z;
      terms[0] =
          step
              / Math.sqrt(2 * Math.PI)
              * StrictMath.exp(-0.5 * z * z + beta * StrictMath.cos(s) - Math.abs(beta));
      sines(s, sines);
      // E = exp(beta cos s) has E' = -beta sin(s) E
      for (int j = 0; j + 1 < terms.length; j++) {
        double next = 0;
        for (int i = 0; i <= j; i++) {
          next += sines[i] * terms[j - i];
        }
        terms[j + 1] = -beta * next / (j + 1);
      }
      for (int j = 0; j < terms.length; j++) {
        taylor[j] += terms[j];
      }
    }
  }

  /** Taylor coefficients of the sine at a point. */
  private static void sines(double s, double[] taylor) {
    double sine = StrictMath.sin(s);
    double cosine = StrictMath.cos(s);
    double factorial = 1;
    for (int j = 0; j < taylor.length; j++) {
      double wave = j % 2 == 0 ? sine : cosine;
      taylor[j] = (j / 2 % 2 == 0 ? wave : -wave) * factorial;
      factorial /= j + 1;
    }
  }

  /** Taylor coefficients of -f'/f from those of f, by division of series. */
  private static void minusLogarithmicSlope(double[] f, double[] slope) {
    for (int j = 0; j < slope.length; j++) {
      double next = (j + 1) * f[j + 1];
      for (int i = 0; i < j; i++) {
        next += slope[i] * f[j - i];
      }
      slope[j] = -next / f[0];
    }
  }

  /** Stores a point and its mirror image: g is even. */
  private void put(int i, double value, double[] slope) {
    int mirror = (CELLS - i) % CELLS;
    values[i] = value;
    values[mirror] = value;
    double power = 1;
    for (int j = 0; j < TERMS; j++) {
      boolean vanishes = mirror == i && j % 2 == 0; // an odd function at 0 and pi
      slopes[TERMS * i + j] = vanishes ? 0 : slope[j] * power;
      slopes[TERMS * mirror + j] = vanishes ? 0 : j % 2 == 0 ? -slope[j] * power : slope[j] * power;
      power *= SPACING;
    }
  }

  /** Whether f is a polynomial in cos t. */
  boolean isSeries() {
    return series.length > 0;
  }

  /** The polynomial, lowest power first, at least two coefficients; not to be changed. */
  double[] series() {
    return series;
  }

  /** The table, see {@link #slopes}; not to be changed. */
  double[] slopes() {
    return slopes;
  }

  /** Returns g(t). */
  double value(double t) {
    if (isSeries()) {
      double cosine = StrictMath.cos(t);
      double sum = 0;
      for (int k = series.length - 1; k >= 0; k--) {
        sum = sum * cosine + series[k];
      }
      return -StrictMath.log(sum) - GaugeTorus.logBessel(beta);
    }
    double u = t / SPACING;
    double nearest = Math.rint(u);
    double x = u - nearest;
    int cell = (int) nearest & (CELLS - 1);
    double sum = 0;
    for (int j = TERMS - 1; j >= 0; j--) {
      sum = (sum + slopes[TERMS * cell + j] / (j + 1)) * x;
    }
    return values[cell] + SPACING * sum;
  }
}
