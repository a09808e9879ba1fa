package org.fieldbeam.core.score.operator;

/**
 * h_p = u^p D^((p-1)/2) for p = 2 to 6, and its derivatives, over rows of sites. With q = sqrt(D)
 * and y = u^2 D: h_p = h_(p-2) y, h_p' = s_p (p - (p-1) a y) with s_2 = u q, s_3 = y, and h_p'' =
 * (p-1) D k_p (p - (p+1) a y) with k_2 = q, k_3 = u D; s and k too gain a factor y from p - 2 to p.
 */
final class SitePower {
  private final int power;
  private final boolean even;
  private final int extraFactors;

  SitePower(int power) {
    this.power = power;
    this.even = power % 2 == 0;
    this.extraFactors = even ? (power - 2) / 2 : (power - 3) / 2;
  }

  /** Whether q = sqrt(D) is read. */
  boolean needsRoot() {
    return even;
  }

  /** h = h_p(u). */
  void value(double[] u, double[] y, double[] q, double[] h) {
    if (even) {
      SiteFunctions.square(u, q, h);
    } else {
      SiteFunctions.product(u, y, h);
    }
    multiply(y, h);
  }

  /**
   * On the selected row: force += h_p' E, curvature += h_p'' E + slopeWeight h_p'.
   *
   * @param field E of the row; becomes h_p'
   */
  void addForce(SiteBatch sites, double[] field, double slopeWeight) {
    double[] u = sites.uRow();
    double[] y = sites.yRow();
    double[] slope = sites.workRow();
    double[] curvature = sites.curvatureRow();
    double c1 = -(power - 1) * SiteFunctions.SATURATION;
    if (even) {
      SiteFunctions.evenSlope(u, sites.qRow(), y, power, c1, slope);
    } else {
      SiteFunctions.oddSlope(y, power, c1, slope);
    }
    multiply(y, field);
    SiteFunctions.addProduct(slope, field, sites.forceRow());
    if (curvature == null) {
      return;
    }
    double d0 = (power - 1) * power;
    double d1 = -(power - 1) * (power + 1) * SiteFunctions.SATURATION;
    if (even) {
      SiteFunctions.addEvenCurvature(sites.qRow(), y, field, d0, d1, curvature);
    } else {
      SiteFunctions.addOddCurvature(u, y, field, d0, d1, curvature);
    }
    multiply(y, slope);
    if (slopeWeight != 0) {
      SiteFunctions.addScaled(slopeWeight, slope, curvature);
    }
    System.arraycopy(slope, 0, field, 0, slope.length);
  }

  private void multiply(double[] y, double[] target) {
    for (int n = 0; n < extraFactors; n++) {
      SiteFunctions.product(target, y, target);
    }
  }
}
