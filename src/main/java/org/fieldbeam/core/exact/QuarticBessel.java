package org.fieldbeam.core.exact;

/**
 * Closed forms for S = a x^2 + b x^4 with complex a and b, Re b &gt; 0.
 *
 * <p>With q = a^2 / (8 b) and the principal branch of b^(1/4), the moment integrals are
 *
 * <pre>
 *   M_0 = int exp(-S) dx = exp(q) / (2 b^(1/4)) [Gamma(1/4) 0F1(3/4; q^2/4) - a/sqrt(b) Gamma(3/4) 0F1(5/4; q^2/4)],
 *  M_2 = -dM_0/da,    4 b M_(n+4) = (n + 1) M_n - 2 a M_(n+2),</pre>
 *
 * <p>where 0F1(1 + nu; q^2/4) = Gamma(1 + nu) (q/2)^(-nu) I_nu(q): the modified Bessel functions
 * I_(-1/4) and I_(1/4) (DLMF 12.7, 10.39), analytic in a. For Re a &gt; 0 the two nearly cancel
 * (their difference is K_(1/4)), and for complex q the terms of each series do: with errors of
 * about 1e-16 exp(|q| + |Re q|) and 1e-16 exp(|q| - |Re q|) the forms are a check of the quadrature
 * for |a| up to about 12, not its replacement.
 */
public final class QuarticBessel {
  private static final double GAMMA_QUARTER = 3.625609908221908;
  private static final double GAMMA_THREE_QUARTERS = 1.2254167024651776;

  private QuarticBessel() {}

  /**
   * Returns int x^n exp(-a x^2 - b x^4) dx.
   *
   * @throws IllegalArgumentException if n is negative or above 40, or unless Re b &gt; 0
   */
  public static Complex integral(Complex a, Complex b, int n) {
    SiteRange.requireConvergent(a, b);
    SiteRange.requirePower(n);
    if (b.abs() == 0) {
      throw new IllegalArgumentException(
          "Bessel form of S = a x^2 + b x^4: b is 0; allowed: Re b > 0");
    }
    if (n % 2 == 1) {
      return Complex.of(0);
    }
    Complex root = b.pow(0.5);
    Complex q = a.times(a).over(b.times(8));
    Complex z = q.times(q).times(0.25);
    Complex front = q.exp().over(b.pow(0.25).times(2));
    Complex even = series(0.75, z).times(GAMMA_QUARTER);
    Complex odd = series(1.25, z).times(GAMMA_THREE_QUARTERS);
    Complex low = front.times(even.minus(a.over(root).times(odd)));
    // dq/da = a / 4b, dz/da = q a / 8b, (d/dz) 0F1(c; z) = 0F1(c + 1; z) / c
    Complex slope = q.times(a).over(b.times(8));
    Complex evenSlope = series(1.75, z).times(GAMMA_QUARTER / 0.75).times(slope);
    Complex oddSlope = series(2.25, z).times(GAMMA_THREE_QUARTERS / 1.25).times(slope);
    Complex bracketSlope = evenSlope.minus(odd.over(root)).minus(a.over(root).times(oddSlope));
    Complex high = low.times(a).over(b.times(4)).plus(front.times(bracketSlope)).times(-1);
    for (int k = 0; k < n; k += 2) {
      Complex next = low.times(k + 1).minus(a.times(2).times(high)).over(b.times(4));
      low = high;
      high = next;
    }
    return low;
  }

  /** 0F1(c; z) by its power series. */
  private static Complex series(double c, Complex z) {
    Complex term = Complex.ONE;
    Complex sum = Complex.ONE;
    for (int k = 0; k < 10_000 && term.abs() > 1e-18 * sum.abs(); k++) {
      term = term.times(z).times(1 / ((k + 1) * (c + k)));
      sum = sum.plus(term);
    }
    return sum;
  }
}
