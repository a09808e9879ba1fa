package org.fieldbeam.core.exact;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.action.SitePotential;

/** Where exp(-a x^2 - b x^4) matters, and what parameters are allowed. */
final class SiteRange {
  /** exp(-80) of the maximum, so that powers of x in front do not matter. */
  private static final double DEPTH = 80;

  /** Ends of the range that the rules can have; fields are of order one. */
  private static final double SHORTEST = 1e-6;

  private static final double LONGEST = 1e6;

  /** Wells deeper than this are too narrow for the panels and nodes of the rules. */
  private static final double DEEPEST = 1e4;

  private SiteRange() {}

  /**
   * The x &gt; 0 at which A x^2 + B x^4 is DEPTH above its minimum; A, B as in a convergent weight.
   */
  static double end(double square, double fourth) {
    if (fourth == 0) {
      return Math.sqrt(DEPTH / square);
    }
    // With y = x^2 and y0 = -A / 2B: B (y - y0)^2 = DEPTH, or from the origin's value if A > 0.
    double centre = -square / (2 * fourth);
    if (centre >= 0) {
      return Math.sqrt(centre + Math.sqrt(DEPTH / fourth));
    }
    return Math.sqrt(2 * DEPTH / (square + Math.sqrt(square * square + 4 * fourth * DEPTH)));
  }

  /**
   * Refuses a weight exp(-A x^2 - B x^4) that the rules of this package cannot resolve.
   *
   * @param a the coefficient of x^2 for the error: A, or that of which A is the turned one
   * @param b likewise of x^4
   * @throws OutOfRangeException if its range is too short or too long, or its wells too deep
   */
  static void requireResolved(double square, double fourth, Complex a, Complex b) {
    String law =
        "exact law of one site: S = a x^2 + b x^4 with a = " + text(a) + " and b = " + text(b);
    double depth = square < 0 ? square / fourth * square / 4 : 0;
    if (!(depth <= DEEPEST)) {
      throw new OutOfRangeException(
          law + " has wells of the depth " + depth + "; allowed: a^2 / (4 b) up to " + DEEPEST);
    }
    double end = end(square, fourth);
    if (!(end >= SHORTEST && end <= LONGEST)) {
      throw new OutOfRangeException(
          law
              + " lets x be as large as "
              + end
              + "; allowed: "
              + SHORTEST
              + " to "
              + LONGEST
              + "; take another unit: x = c y makes c^2 a of a and c^4 b of b");
    }
  }

  /** The potential of an action of independent sites, c_2 x^2 + c_4 x^4. */
  static SitePotential quarticSite(Action action) {
    return HoppingForm.quarticSites(action)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "exact law of one site: the action is "
                        + action
                        + "; allowed: actions without hopping whose sites have c2 x^2 + c4 x^4,"
                        + " such as quartic and anharmonic"));
  }

  private static String text(Complex z) {
    return z.im() == 0 ? Double.toString(z.re()) : z.toString();
  }

  static void requireConvergent(Complex a, Complex b) {
    boolean finite = Double.isFinite(a.abs()) && Double.isFinite(b.abs());
    if (!finite || !(b.re() > 0 || (b.abs() == 0 && a.re() > 0))) {
      throw new IllegalArgumentException(
          "exact moments of S = a x^2 + b x^4: a is "
              + a
              + " and b is "
              + b
              + "; allowed: finite, Re b > 0, or b = 0 and Re a > 0");
    }
  }

  static void requirePower(int n) {
    if (n < 0 || n > 40) {
      throw new IllegalArgumentException("moment <x^n>: n is " + n + "; allowed: 0 to 40");
    }
  }
}
