package org.fieldbeam.core.action;

/**
 * Loops over rows of angles (see {@link Rows}), static and short so that they are vectorised. A row
 * that is shifted by one site along the last axis is read one block of lanes further on.
 */
final class AngleLoops {
  private static final int W = Rows.LANES;

  private AngleLoops() {}

  /** out = a - b, site by site. */
  static void difference(double[] a, double[] b, int n, double[] out) {
    for (int i = 0; i < n; i++) {
      out[W + i] = a[W + i] - b[W + i];
    }
  }

  /** out = a - b, b at the next site of the row. */
  static void differenceToNext(double[] a, double[] b, int n, double[] out) {
    for (int i = 0; i < n; i++) {
      out[W + i] = a[W + i] - b[2 * W + i];
    }
  }

  /** out = (a + b) - (c + d), site by site. */
  static void curl(double[] a, double[] b, double[] c, double[] d, int n, double[] out) {
    for (int i = 0; i < n; i++) {
      out[W + i] = (a[W + i] + b[W + i]) - (c[W + i] + d[W + i]);
    }
  }

  /** out = (a + b) - (a' + d), a' that of the next site of the row. */
  static void curlToNext(double[] a, double[] b, double[] d, int n, double[] out) {
    for (int i = 0; i < n; i++) {
      out[W + i] = (a[W + i] + b[W + i]) - (a[2 * W + i] + d[W + i]);
    }
  }

  /** p += by (s - before), site by site. */
  static void addDifference(double[] s, double[] before, int n, double by, double[] p) {
    for (int i = 0; i < n; i++) {
      p[W + i] = Math.fma(by, s[W + i] - before[W + i], p[W + i]);
    }
  }

  /** p += by (s - s'), s' that of the site before in the row. */
  static void addDifferenceInRow(double[] s, int n, double by, double[] p) {
    for (int i = 0; i < n; i++) {
      p[W + i] = Math.fma(by, s[W + i] - s[i], p[W + i]);
    }
  }

  /** sums += row. */
  static void add(double[] row, double[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[W + i];
    }
  }
}
