package org.fieldbeam.core.exact;

/**
 * What complex Langevin converges to for S = a z^2 + b z^4 with Re a &lt; 0 and Im a != 0
 * (Fukushima and Kamata, arXiv 2411.11297, section V, with the signs corrected): averages over a
 * part of the three Lefschetz thimbles. The thimble of the origin is the line z = i x, on which
 * S(z; a) = S(x; -a); with weight it counts Z_0 = -i sgn(Im a) Z(-a).
 */
public final class LangevinLimit {
  /** exp of minus this is 0 beside 1. */
  private static final double CUT_OFF = 45;

  private static final int MOST_NODES = 1_000_000;

  private LangevinLimit() {}

  /**
   * Returns &lt;z^2&gt; over the thimble of the origin, -&lt;x^2&gt; at -a: the limit with the
   * kernel that makes the quadratic term positive.
   */
  public static Complex origin(Complex a, Complex b) {
    return ExactMoments.of(a.times(-1), b).moment(2).times(-1);
  }

  /**
   * Returns &lt;z^2&gt; over the two outer thimbles, (M - M_0)/(Z - Z_0) with M = Z &lt;x^2&gt;:
   * the limit without a kernel.
   *
   * <p>The difference cancels, so it is not taken: in u = z^2 an outer thimble is deformed into the
   * line u = -a/(2 b) + s of real s, on which exp(-S) dz = exp(a^2/(4 b)) exp(-b s^2) ds / (2
   * sqrt(u)). The trapezoidal rule converges exponentially.
   *
   * @throws IllegalArgumentException if Im a = 0, or so small that the line passes the origin too
   *     closely, or b is not real and positive
   */
  public static Complex outer(Complex a, Complex b) {
    Complex[] sums = outerSums(a, b);
    return sums[1].over(sums[0]);
  }

  /**
   * Returns Z - Z_0, what the two outer thimbles count, by the line of {@link #outer}.
   *
   * @throws IllegalArgumentException as {@link #outer}
   */
  public static Complex outerPartition(Complex a, Complex b) {
    return outerSums(a, b)[0].times(a.times(a).over(b.times(4)).exp());
  }

  /** The integrals of exp(-b s^2) u^(-1/2) and of exp(-b s^2) u^(1/2). */
  private static Complex[] outerSums(Complex a, Complex b) {
    if (a.im() == 0 || b.im() != 0 || !(b.re() > 0)) {
      throw new IllegalArgumentException(
          "a is " + a + " and b is " + b + "; allowed: Im a != 0, b real and positive");
    }
    Complex centre = a.times(-0.5 / b.re());
    double end = Math.sqrt(CUT_OFF / b.re());
    double step = Math.min(end / 200, Math.abs(centre.im()) / 8);
    if (!(end / step <= MOST_NODES)) {
      throw new OutOfRangeException(
          "the outer thimbles of a = "
              + a
              + " and b = "
              + b
              + " come too near to the origin; allowed: an |Im a| of at least "
              + 16 * end / MOST_NODES * b.re()
              + " or 0");
    }
    int nodes = (int) Math.ceil(end / step);
    Complex above = Complex.of(0);
    Complex below = Complex.of(0);
    for (int i = -nodes; i <= nodes; i++) {
      double s = i * step;
      Complex root = root(Complex.of(centre.re() + s, centre.im()));
      double weight = StrictMath.exp(-b.re() * s * s);
      above = above.plus(root.times(weight));
      below = below.plus(Complex.of(weight).over(root));
    }
    return new Complex[] {below.times(step), above.times(step)};
  }

  /** The root with a positive real part. */
  private static Complex root(Complex u) {
    double size = Math.sqrt(Math.hypot(u.re(), u.im()));
    return Complex.unit(StrictMath.atan2(u.im(), u.re()) / 2).times(size);
  }
}
