package org.fieldbeam.core.score.closed;

import java.util.Arrays;
import org.fieldbeam.core.field.Angles;

/**
 * Derivatives of the effective action of single plaquettes, for a chunk of plaquettes of some
 * configurations at once: index {@code p * lanes + b}. Loops run over whole arrays without calls or
 * branches, so that they are vectorised, and a configuration does not depend on those beside it.
 */
final class PlaquetteLevel {
  private static final int TERMS = PlaquetteTable.TERMS;
  private static final int MASK = PlaquetteTable.CELLS - 1;
  private static final double PER_CELL = 1 / PlaquetteTable.SPACING;

  private final int lanes;
  // sine and cosine of the saddle point, or that itself, of the configuration of each index
  private final double[] shiftCosine;
  private final double[] shiftSine;
  private final double[] shift;
  private final double[] cosine;
  private final double[] sine;
  private final double[] f;
  private final double[] f1;
  private final double[] f2;
  private final double[] f3;
  private final double[] f4;

  /**
   * Makes room.
   *
   * @param lanes number of configurations
   * @param chunk number of plaquettes at once, a multiple of it
   */
  PlaquetteLevel(int lanes, int chunk) {
    this.lanes = lanes;
    shiftCosine = new double[chunk];
    shiftSine = new double[chunk];
    shift = new double[chunk];
    cosine = new double[chunk];
    sine = new double[chunk];
    f = new double[chunk];
    f1 = new double[chunk];
    f2 = new double[chunk];
    f3 = new double[chunk];
    f4 = new double[chunk];
  }

  /** Takes eta of every configuration. */
  void shift(double[] eta) {
    System.arraycopy(eta, 0, shift, 0, lanes);
    Angles.cosines(eta, 0, lanes, shiftCosine);
    Angles.sines(eta, 0, lanes, shiftSine);
    for (int i = lanes; i < shift.length; i += lanes) {
      System.arraycopy(shift, 0, shift, i, lanes);
      System.arraycopy(shiftCosine, 0, shiftCosine, i, lanes);
      System.arraycopy(shiftSine, 0, shiftSine, i, lanes);
    }
  }

  /**
   * Computes g', g'', g''' and, where wanted, g'''' of a chunk of theta - eta.
   *
   * @param cosines cos theta of all plaquettes; of tables theta itself
   * @param sines sin theta of all plaquettes
   * @param from index of the first
   * @param n number of them
   * @param g4 null if it is not wanted
   */
  void derivatives(
      PlaquetteTable table,
      double[] cosines,
      double[] sines,
      int from,
      int n,
      double[] g1,
      double[] g2,
      double[] g3,
      double[] g4) {
    if (!table.isSeries()) {
      lookUp(table.slopes(), cosines, from, n, g1, g2, g3, g4 == null ? f4 : g4);
      return;
    }
    rotate(cosines, sines, from, n);
    double[] series = table.series();
    int k = series.length - 1;
    // an odd number of coefficients has one of 0 before its first
    double top = series[k];
    double next = series[k - 1];
    if (series.length % 2 == 1) {
      Arrays.fill(f, 0, n, top);
      Arrays.fill(f1, 0, n, 0);
      k--;
    } else {
      linear(top, next, n);
      k -= 2;
    }
    Arrays.fill(f2, 0, n, 0);
    Arrays.fill(f3, 0, n, 0);
    if (g4 == null) {
      for (; k >= 1; k -= 2) {
        threeTwice(cosine, series[k], series[k - 1], n, f, f1, f2, f3);
      }
      three(n, g1, g2, g3);
    } else {
      Arrays.fill(f4, 0, n, 0);
      for (; k >= 1; k -= 2) {
        fourTwice(cosine, series[k], series[k - 1], n, f, f1, f2, f3, f4);
      }
      four(n, g1, g2, g3, g4);
    }
  }

  private void rotate(double[] cosines, double[] sines, int from, int n) {
    double[] c = cosine;
    double[] s = sine;
    double[] u = shiftCosine;
    double[] v = shiftSine;
    for (int i = 0; i < n; i++) {
      double x = cosines[from + i];
      double y = sines[from + i];
      c[i] = Math.fma(x, u[i], y * v[i]);
      s[i] = y * u[i] - x * v[i];
    }
  }

  private void linear(double top, double next, int n) {
    double[] c = cosine;
    double[] a = f;
    double[] b = f1;
    for (int i = 0; i < n; i++) {
      a[i] = Math.fma(top, c[i], next);
      b[i] = top;
    }
  }

  /** Two steps of Horner's scheme for a polynomial and its derivatives over 1!, 2!, 3!. */
  private static void threeTwice(
      double[] x,
      double first,
      double second,
      int n,
      double[] a,
      double[] b,
      double[] d,
      double[] e) {
    for (int i = 0; i < n; i++) {
      double c = x[i];
      double p = a[i];
      double q = b[i];
      double r = d[i];
      double t = Math.fma(e[i], c, r);
      r = Math.fma(r, c, q);
      q = Math.fma(q, c, p);
      p = Math.fma(p, c, first);
      e[i] = Math.fma(t, c, r);
      d[i] = Math.fma(r, c, q);
      b[i] = Math.fma(q, c, p);
      a[i] = Math.fma(p, c, second);
    }
  }

  private static void fourTwice(
      double[] x,
      double first,
      double second,
      int n,
      double[] a,
      double[] b,
      double[] d,
      double[] e,
      double[] h) {
    for (int i = 0; i < n; i++) {
      double c = x[i];
      double p = a[i];
      double q = b[i];
      double r = d[i];
      double t = e[i];
      double u = Math.fma(h[i], c, t);
      t = Math.fma(t, c, r);
      r = Math.fma(r, c, q);
      q = Math.fma(q, c, p);
      p = Math.fma(p, c, first);
      h[i] = Math.fma(u, c, t);
      e[i] = Math.fma(t, c, r);
      d[i] = Math.fma(r, c, q);
      b[i] = Math.fma(q, c, p);
      a[i] = Math.fma(p, c, second);
    }
  }

  // From derivatives of f by the cosine to those of -log f by the angle: by short loops, since the
  // compiler vectorises no long ones.

  private void three(int n, double[] g1, double[] g2, double[] g3) {
    ratiosOfThree(f, n, f1, f2, f3);
    slopes(cosine, sine, f1, f2, n, g1, g2);
    third(cosine, sine, f1, f2, f3, n, g3);
  }

  private void four(int n, double[] g1, double[] g2, double[] g3, double[] g4) {
    ratioOfFourth(f, n, f4);
    ratiosOfThree(f, n, f1, f2, f3);
    fourthOfLogarithm(f1, f2, f3, n, f4);
    slopes(cosine, sine, f1, f2, n, g1, g2);
    third(cosine, sine, f1, f2, f3, n, g3);
    thirdOfLogarithm(f1, f2, n, f3);
    fourth(cosine, sine, f3, f4, n, g4);
    addToFourth(cosine, sine, f1, f2, n, g4);
  }

  /** p = f'/f, and in place of f'' minus the second derivative of log f, of f''' f'''/f. */
  private static void ratiosOfThree(
      double[] f, int n, double[] first, double[] second, double[] third) {
    for (int i = 0; i < n; i++) {
      double inverse = 1 / f[i];
      double p = first[i] * inverse;
      first[i] = p;
      second[i] = Math.fma(p, p, -2 * second[i] * inverse);
      third[i] = 6 * third[i] * inverse;
    }
  }

  private static void ratioOfFourth(double[] f, int n, double[] fourth) {
    for (int i = 0; i < n; i++) {
      fourth[i] = 24 * fourth[i] / f[i];
    }
  }

  private static void slopes(
      double[] x, double[] y, double[] p, double[] second, int n, double[] g1, double[] g2) {
    for (int i = 0; i < n; i++) {
      g1[i] = y[i] * p[i];
      g2[i] = Math.fma(y[i] * y[i], second[i], x[i] * p[i]);
    }
  }

  /** With L'' = p^2 - f''/f: L''' = -f'''/f + p (3 f''/f - 2 p^2) = -f'''/f + p (p^2 - 3 L''). */
  private static void third(
      double[] x, double[] y, double[] p, double[] second, double[] ratio, int n, double[] g3) {
    for (int i = 0; i < n; i++) {
      double third = p[i] * (p[i] * p[i] - 3 * second[i]) - ratio[i];
      g3[i] = y[i] * (3 * x[i] * second[i] - p[i] - y[i] * y[i] * third);
    }
  }

  /** In place of f'''/f. */
  private static void thirdOfLogarithm(double[] p, double[] second, int n, double[] ratio) {
    for (int i = 0; i < n; i++) {
      ratio[i] = p[i] * (p[i] * p[i] - 3 * second[i]) - ratio[i];
    }
  }

  /** In place of f''''/f: L'''' = 4 p r - t + 3 q^2 - 12 p^2 q + 6 p^4, q = p^2 - L''. */
  private static void fourthOfLogarithm(
      double[] p, double[] second, double[] ratio, int n, double[] fourth) {
    for (int i = 0; i < n; i++) {
      double square = p[i] * p[i];
      double q = square - second[i];
      fourth[i] = 4 * p[i] * ratio[i] - fourth[i] + 3 * q * (q - 4 * square) + 6 * square * square;
    }
  }

  private static void fourth(
      double[] x, double[] y, double[] third, double[] fourth, int n, double[] g4) {
    for (int i = 0; i < n; i++) {
      double square = y[i] * y[i];
      g4[i] = square * (square * fourth[i] - 6 * x[i] * third[i]);
    }
  }

  private static void addToFourth(
      double[] x, double[] y, double[] p, double[] second, int n, double[] g4) {
    for (int i = 0; i < n; i++) {
      g4[i] += (3 * x[i] * x[i] - 4 * y[i] * y[i]) * second[i] - x[i] * p[i];
    }
  }

  /** Horner's scheme on the Taylor polynomials of a table. */
  private void lookUp(
      double[] slopes,
      double[] theta,
      int from,
      int n,
      double[] g1,
      double[] g2,
      double[] g3,
      double[] g4) {
    for (int i = 0; i < n; i++) {
      double u = (theta[from + i] - shift[i]) * PER_CELL;
      double nearest = Math.rint(u);
      double x = u - nearest;
      int c = ((int) nearest & MASK) * TERMS;
      // the polynomial and its derivatives over 1!, 2!, 3!
      double a = slopes[c + TERMS - 1];
      double b = a;
      double d = a;
      double e = a;
      for (int j = TERMS - 2; j >= 3; j--) {
        a = Math.fma(a, x, slopes[c + j]);
        b = Math.fma(b, x, a);
        d = Math.fma(d, x, b);
        e = Math.fma(e, x, d);
      }
      a = Math.fma(a, x, slopes[c + 2]);
      b = Math.fma(b, x, a);
      d = Math.fma(d, x, b);
      a = Math.fma(a, x, slopes[c + 1]);
      b = Math.fma(b, x, a);
      g1[i] = Math.fma(a, x, slopes[c]);
      g2[i] = b * PER_CELL;
      g3[i] = d * (2 * PER_CELL * PER_CELL);
      g4[i] = e * (6 * PER_CELL * PER_CELL * PER_CELL);
    }
  }
}
