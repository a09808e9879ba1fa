package org.fieldbeam.core.score.operator;

/**
 * sum_j c_j f_j(u) of the local operators f4 to f12: its derivatives at every site of a row.
 *
 * <p>With y = u^2 D, f_2n = u^2 y^(n-1), so that f_2n' = u y^(n-1) (2n - 2(n-1) a y) and f_2n'' =
 * y^(n-1) [2n (2n-1) - (4n+1) c a y + (c^2 + 2c) a^2 y^2], c = 2(n-1): one polynomial in y for all
 * of them, but for f4, which has its own saturation e in place of a.
 */
final class LocalTerms {
  private static final int TERMS = 7;

  private final double saturation;
  private final double[] first = new double[TERMS];
  private final double[] second = new double[TERMS];
  private boolean empty = true;
  private double quarticFirst0;
  private double quarticFirst1;
  private double quarticSecond0;
  private double quarticSecond1;
  private double quarticSecond2;

  /** The empty sum at a level. */
  LocalTerms(NoiseLevel level) {
    this.saturation = level.quarticSaturation();
  }

  void add(int power, double coefficient) {
    int n = power / 2;
    double c = 2 * (n - 1);
    double a = power == 4 ? saturation : SiteFunctions.SATURATION;
    double first0 = coefficient * power;
    double first1 = -coefficient * c * a;
    double second0 = coefficient * power * (power - 1);
    double second1 = -coefficient * (2 * power + 1) * c * a;
    double second2 = coefficient * (c * c + 2 * c) * a * a;
    if (power == 4) {
      quarticFirst0 += first0;
      quarticFirst1 += first1;
      quarticSecond0 += second0;
      quarticSecond1 += second1;
      quarticSecond2 += second2;
      return;
    }
    first[n - 2] += first0;
    first[n - 1] += first1;
    second[n - 2] += second0;
    second[n - 1] += second1;
    second[n] += second2;
    empty = false;
  }

  /** e of f4, or zero without f4. */
  double saturation() {
    return hasQuartic() ? saturation : 0;
  }

  boolean isEmpty() {
    return empty && !hasQuartic();
  }

  /** Sets the derivatives at the sites of the selected row and adds up the second derivatives. */
  void evaluate(SiteBatch sites) {
    double[] work = sites.workRow();
    polynomial(first, sites.yRow(), work);
    if (hasQuartic()) {
      SiteFunctions.force(
          sites.uRow(), work, sites.quarticRow(), quarticFirst0, quarticFirst1, sites.forceRow());
    } else {
      SiteFunctions.product(sites.uRow(), work, sites.forceRow());
    }
    double[] curvature = sites.curvatureRow();
    if (curvature == null) {
      return;
    }
    polynomial(second, sites.yRow(), work);
    if (hasQuartic()) {
      SiteFunctions.addCurvature(
          work, sites.quarticRow(), quarticSecond0, quarticSecond1, quarticSecond2, curvature);
    } else {
      SiteFunctions.addScaled(1, work, curvature);
    }
  }

  private boolean hasQuartic() {
    return quarticFirst0 != 0;
  }

  /** y sum_n c_n y^n. */
  private static void polynomial(double[] c, double[] y, double[] target) {
    if (c[5] == 0 && c[6] == 0) {
      SiteFunctions.polynomial(y, c[0], c[1], c[2], c[3], c[4], target);
    } else {
      SiteFunctions.polynomial(y, c[4], c[5], c[6], 0, 0, target);
      SiteFunctions.continuePolynomial(y, c[0], c[1], c[2], c[3], target);
    }
  }
}
