package org.fieldbeam.core.score.operator;

/**
 * Saturated powers over rows of sites. With y = u^2 / (1 + a u^2), a = 1/10, and D = 1/(1 + a u^2)
 * = 1 - a y everything is a polynomial in y times u or q = sqrt(D): after one division and one
 * square root a site, all operators are multiplications.
 *
 * <p>The loops are kept short because the JIT compiler does not vectorise long bodies; a row stays
 * in the first-level cache from one to the next.
 */
final class SiteFunctions {
  /** a of D = 1 / (1 + a u^2). */
  static final double SATURATION = 0.1;

  private SiteFunctions() {}

  /** y = u^2 / (1 + a u^2). */
  static void saturate(double[] u, double a, double[] y) {
    int n = u.length;
    for (int i = 0; i < n; i++) {
      double x = u[i] * u[i];
      y[i] = x / (1 + a * x);
    }
  }

  /** y = u^2 / (1 + a u^2) and t = u^2 / (1 + e u^2) with one division. */
  static void saturate(double[] u, double a, double[] y, double e, double[] t) {
    int n = u.length;
    for (int i = 0; i < n; i++) {
      double x = u[i] * u[i];
      double p = 1 + a * x;
      double r = 1 + e * x;
      double z = x / (p * r);
      y[i] = z * r;
      t[i] = z * p;
    }
  }

  /** q = sqrt(D) = sqrt(1 - a y). */
  static void rootOfD(double[] y, double[] q) {
    int n = y.length;
    for (int i = 0; i < n; i++) {
      q[i] = Math.sqrt(1 - SATURATION * y[i]);
    }
  }

  /** target = a b. */
  static void product(double[] a, double[] b, double[] target) {
    int n = a.length;
    for (int i = 0; i < n; i++) {
      target[i] = a[i] * b[i];
    }
  }

  /** target += factor a. */
  static void addScaled(double factor, double[] a, double[] target) {
    int n = a.length;
    for (int i = 0; i < n; i++) {
      target[i] = Math.fma(factor, a[i], target[i]);
    }
  }

  /** h_2 = u^2 q. */
  static void square(double[] u, double[] q, double[] h) {
    int n = u.length;
    for (int i = 0; i < n; i++) {
      h[i] = u[i] * u[i] * q[i];
    }
  }

  /** target = y (c0 + c1 y + c2 y^2 + c3 y^3 + c4 y^4). */
  static void polynomial(
      double[] y, double c0, double c1, double c2, double c3, double c4, double[] target) {
    int n = y.length;
    for (int i = 0; i < n; i++) {
      double x = y[i];
      double high = Math.fma(x, Math.fma(x, c4, c3), c2);
      target[i] = x * Math.fma(x, Math.fma(x, high, c1), c0);
    }
  }

  /** target = y (c0 + c1 y + c2 y^2 + c3 y^3 + y^3 target): four more of the lowest terms. */
  static void continuePolynomial(
      double[] y, double c0, double c1, double c2, double c3, double[] target) {
    int n = y.length;
    for (int i = 0; i < n; i++) {
      double x = y[i];
      double z = target[i] + c3;
      target[i] = x * Math.fma(x, Math.fma(x, Math.fma(x, z, c2), c1), c0);
    }
  }

  /** force = u (p + t (c0 + c1 t)). */
  static void force(double[] u, double[] p, double[] t, double c0, double c1, double[] force) {
    int n = u.length;
    for (int i = 0; i < n; i++) {
      force[i] = u[i] * Math.fma(t[i], Math.fma(t[i], c1, c0), p[i]);
    }
  }

  /** sum += p + t (c0 + c1 t + c2 t^2). */
  static void addCurvature(double[] p, double[] t, double c0, double c1, double c2, double[] sum) {
    int n = p.length;
    for (int i = 0; i < n; i++) {
      double x = t[i];
      sum[i] += Math.fma(x, Math.fma(x, Math.fma(x, c2, c1), c0), p[i]);
    }
  }

  /**
   * h_p' for an even power 2 + 2n, short of its factor y^n: u q (p - (p - 1) a y).
   *
   * @param c0 p
   * @param c1 -(p - 1) a
   */
  static void evenSlope(double[] u, double[] q, double[] y, double c0, double c1, double[] slope) {
    int n = u.length;
    for (int i = 0; i < n; i++) {
      slope[i] = u[i] * q[i] * Math.fma(y[i], c1, c0);
    }
  }

  /** h_p' for an odd power 3 + 2n, short of its factor y^n: y (p - (p - 1) a y). */
  static void oddSlope(double[] y, double c0, double c1, double[] slope) {
    int n = y.length;
    for (int i = 0; i < n; i++) {
      slope[i] = y[i] * Math.fma(y[i], c1, c0);
    }
  }

  /**
   * sum += h_p'' e for an even power, short of its factor y^n: (p - 1) q D (p - (p + 1) a y) e.
   *
   * @param c0 (p - 1) p
   * @param c1 -(p - 1) (p + 1) a
   */
  static void addEvenCurvature(
      double[] q, double[] y, double[] e, double c0, double c1, double[] sum) {
    int n = y.length;
    for (int i = 0; i < n; i++) {
      double d = Math.fma(y[i], -SATURATION, 1);
      sum[i] += q[i] * d * Math.fma(y[i], c1, c0) * e[i];
    }
  }

  /**
   * sum += h_p'' e for an odd power, short of its factor y^n: (p - 1) u D^2 (p - (p + 1) a y) e.
   */
  static void addOddCurvature(
      double[] u, double[] y, double[] e, double c0, double c1, double[] sum) {
    int n = y.length;
    for (int i = 0; i < n; i++) {
      double d = Math.fma(y[i], -SATURATION, 1);
      sum[i] += u[i] * d * d * Math.fma(y[i], c1, c0) * e[i];
    }
  }

  /** sum += a b. */
  static void addProduct(double[] a, double[] b, double[] sum) {
    int n = a.length;
    for (int i = 0; i < n; i++) {
      sum[i] = Math.fma(a[i], b[i], sum[i]);
    }
  }
}
