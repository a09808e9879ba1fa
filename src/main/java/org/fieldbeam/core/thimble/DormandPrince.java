package org.fieldbeam.core.thimble;

import org.fieldbeam.core.exact.Complex;

/** The Runge-Kutta pair of order 5 and 4 of Dormand and Prince (J. Comp. Appl. Math. 6, 19). */
final class DormandPrince {
  private static final double[] TIME = {0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};

  private static final double[][] STAGE = {
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}
  };

  /** Weights of order 5 minus weights of order 4. */
  private static final double[] ERROR = {
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40
  };

  private DormandPrince() {}

  /** The right-hand side of dv/dt = f(v, t). */
  interface Slope {
    Complex at(Complex v, double t);
  }

  /** One step of size h: the value of order 5, and the estimate of its error. */
  static Complex[] step(Slope slope, Complex v, double t, double h) {
    Complex[] k = new Complex[TIME.length];
    Complex at = v;
    for (int i = 0; i < k.length; i++) {
      // the last stage stands at the value of order 5
      at = v;
      for (int j = 0; j < i; j++) {
        at = at.plus(k[j].times(h * STAGE[i][j]));
      }
      k[i] = slope.at(at, t + TIME[i] * h);
    }
    Complex error = Complex.of(0);
    for (int i = 0; i < k.length; i++) {
      error = error.plus(k[i].times(h * ERROR[i]));
    }
    return new Complex[] {at, error};
  }
}
