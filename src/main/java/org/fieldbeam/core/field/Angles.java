package org.fieldbeam.core.field;

/**
 * Sines and cosines of many angles, and the one representative of an angle.
 *
 * <p>The sine is a polynomial of degree 17 on [-pi/2, pi/2] (Chebyshev interpolation of sin(r)/r in
 * r^2, truncation 2.3e-17), after a reduction by multiples of pi in two parts of pi. Loops have no
 * calls and no branches, so that they are vectorised, and give the same bits on every machine. The
 * absolute error is below {@value #SINE_ERROR} for |x| up to {@value #LARGEST}.
 */
public final class Angles {
  /** Bound of the absolute error of sines and cosines. */
  public static final double SINE_ERROR = 1e-15;

  /** The largest angle, in size, for which the bound holds. */
  public static final double LARGEST = 1e4;

  /** The largest number in single precision below pi. */
  private static final float LARGEST_SINGLE = Math.nextDown((float) Math.PI);

  private static final double TWO_PI = 2 * Math.PI;
  private static final double INVERSE_TWO_PI = 1 / TWO_PI;
  private static final double INVERSE_PI = 1 / Math.PI;
  // pi = Math.PI + PI_REST to 33 digits.
  private static final double PI_REST = 1.2246467991473532e-16;

  private Angles() {}

  /**
   * Computes out[i] = sin(x[i]) for i from {@code from} up to, not including, {@code to}.
   *
   * @param out may be the same array as {@code x}
   */
  public static void sines(double[] x, int from, int to, double[] out) {
    for (int i = from; i < to; i++) {
      out[i] = sine(x[i]);
    }
  }

  /**
   * Computes out[i] = cos(x[i]) for i from {@code from} up to, not including, {@code to}.
   *
   * @param out may be the same array as {@code x}
   */
  public static void cosines(double[] x, int from, int to, double[] out) {
    for (int i = from; i < to; i++) {
      out[i] = cosine(x[i]);
    }
  }

  /** Returns sin(x). */
  public static double sine(double x) {
    double k = Math.rint(x * INVERSE_PI);
    double half = 0.5 * k;
    double odd = half - Math.rint(half);
    double r = Math.fma(-k, PI_REST, Math.fma(-k, Math.PI, x));
    return (1 - 8 * odd * odd) * polynomial(r);
  }

  /** Returns cos(x): sin(r) for x = (j + 1/2) pi + r, with the sign of the half wave. */
  public static double cosine(double x) {
    double j = Math.rint(x * INVERSE_PI - 0.5);
    double k = j + 0.5;
    double half = 0.5 * j;
    double odd = half - Math.rint(half);
    double r = Math.fma(-k, PI_REST, Math.fma(-k, Math.PI, x));
    return (8 * odd * odd - 1) * polynomial(r);
  }

  private static double polynomial(double r) {
    double y = r * r;
    double p = Math.fma(y, 2.7215749422983443e-15, -7.643026557971632e-13);
    p = Math.fma(y, p, 1.605894087848656e-10);
    p = Math.fma(y, p, -2.505210689056952e-08);
    p = Math.fma(y, p, 2.7557319211229606e-06);
    p = Math.fma(y, p, -0.00019841269841208676);
    p = Math.fma(y, p, 0.008333333333333186);
    p = Math.fma(y, p, -0.16666666666666666);
    return Math.fma(r * y, p, r);
  }

  /**
   * Returns the representative in [-pi, pi) of an angle; of one that is there already the same
   * number. NaN where it is not finite.
   */
  public static double wrap(double x) {
    double wrapped = x - TWO_PI * Math.rint(x * INVERSE_TWO_PI);
    return wrapped >= -Math.PI && wrapped < Math.PI ? wrapped : atTheEdge(x);
  }

  private static double atTheEdge(double x) {
    double wrapped = Math.IEEEremainder(x, TWO_PI);
    // The remainder of an odd multiple of pi may be +pi, which is the angle -pi.
    return wrapped >= Math.PI ? -Math.PI : wrapped;
  }

  /**
   * Returns the representative in [-pi, pi) that is nearest to an angle in single precision, whose
   * own pi lies beyond.
   */
  public static float single(double x) {
    float near = (float) wrap(x);
    return near >= Math.PI ? LARGEST_SINGLE : near < -Math.PI ? -LARGEST_SINGLE : near;
  }

  /** Replaces every angle by its representative in [-pi, pi). */
  public static void wrap(double[] angles) {
    for (int i = 0; i < angles.length; i++) {
      angles[i] = wrap(angles[i]);
    }
  }
}
