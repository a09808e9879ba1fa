package org.fieldbeam.core.fourier;

/**
 * Butterflies over whole rows. Each array is one row of many fields and every array is read and
 * written at the loop index alone: with an offset that differs between two accesses of one array
 * the JIT compiler cannot exclude an overlap and leaves the loop scalar (3 times slower), and so it
 * does with bodies much longer than these.
 */
final class Butterflies {
  private Butterflies() {}

  /** (a, b) becomes (a + b, a - b). */
  static void sumDifference(double[] a, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      double x = a[i];
      double y = b[i];
      a[i] = x + y;
      b[i] = x - y;
    }
  }

  /** (re, im) is multiplied by the complex number (c, s). */
  static void rotate(double[] re, double[] im, int n, double c, double s) {
    for (int i = 0; i < n; i++) {
      double x = re[i];
      double y = im[i];
      re[i] = c * x - s * y;
      im[i] = c * y + s * x;
    }
  }

  /**
   * The real-linear part of a radix-4 butterfly, for the real or the imaginary rows: sums and
   * differences of (a, c) and (b, d); a and c end as outputs 0 and 2, b and d wait for {@link
   * #forwardOdd}.
   */
  static void forwardEven(double[] a, double[] b, double[] c, double[] d, int n) {
    for (int i = 0; i < n; i++) {
      double p = a[i] + c[i];
      double q = a[i] - c[i];
      double r = b[i] + d[i];
      double s = b[i] - d[i];
      a[i] = p + r;
      c[i] = p - r;
      b[i] = q;
      d[i] = s;
    }
  }

  /** Outputs 1 and 3 of a forward radix-4 butterfly: b - i d and b + i d. */
  static void forwardOdd(double[] br, double[] bi, double[] dr, double[] di, int n) {
    for (int i = 0; i < n; i++) {
      double pr = br[i] + di[i];
      double pi = bi[i] - dr[i];
      double qr = br[i] - di[i];
      double qi = bi[i] + dr[i];
      br[i] = pr;
      bi[i] = pi;
      dr[i] = qr;
      di[i] = qi;
    }
  }

  /** As {@link #forwardOdd(double[], double[], double[], double[], int)}, times (c, s), (e, t). */
  static void forwardOdd(
      double[] br,
      double[] bi,
      double[] dr,
      double[] di,
      int n,
      double c,
      double s,
      double e,
      double t) {
    for (int i = 0; i < n; i++) {
      double pr = br[i] + di[i];
      double pi = bi[i] - dr[i];
      double qr = br[i] - di[i];
      double qi = bi[i] + dr[i];
      br[i] = c * pr - s * pi;
      bi[i] = c * pi + s * pr;
      dr[i] = e * qr - t * qi;
      di[i] = e * qi + t * qr;
    }
  }

  /**
   * Inputs 1 and 3 of an inverse radix-4 butterfly: b becomes b + d, and d becomes i (b - d) with
   * its real and imaginary parts both of the sign that {@link #inverseEven} expects.
   */
  static void inverseOdd(double[] br, double[] bi, double[] dr, double[] di, int n) {
    for (int i = 0; i < n; i++) {
      double pr = br[i];
      double pi = bi[i];
      double qr = dr[i];
      double qi = di[i];
      br[i] = pr + qr;
      bi[i] = pi + qi;
      dr[i] = pi - qi;
      di[i] = qr - pr;
    }
  }

  /** The real-linear part of an inverse radix-4 butterfly, for the real or the imaginary rows. */
  static void inverseEven(double[] a, double[] b, double[] c, double[] d, int n) {
    for (int i = 0; i < n; i++) {
      double p = a[i] + c[i];
      double q = a[i] - c[i];
      double r = b[i];
      double s = d[i];
      a[i] = p + r;
      c[i] = p - r;
      b[i] = q - s;
      d[i] = q + s;
    }
  }

  /** target = source. */
  static void copy(double[] source, double[] target, int n) {
    System.arraycopy(source, 0, target, 0, n);
  }

  /** target = a x. */
  static void scaled(double a, double[] x, double[] target, int n) {
    for (int i = 0; i < n; i++) {
      target[i] = a * x[i];
    }
  }

  /** target += a x. */
  static void addScaled(double a, double[] x, double[] target, int n) {
    for (int i = 0; i < n; i++) {
      target[i] = target[i] + a * x[i];
    }
  }

  /** p = a + b, q = a - b. */
  static void split(double[] a, double[] b, double[] p, double[] q, int n) {
    for (int i = 0; i < n; i++) {
      double x = a[i];
      double y = b[i];
      p[i] = x + y;
      q[i] = x - y;
    }
  }
}
