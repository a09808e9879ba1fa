package org.fieldbeam.core.score.operator;

/**
 * {@code U(m) = -log p(m)} of a {@link ZeroModeMixture} at one noise level, tabulated.
 *
 * <p>The sum over all components costs more than the rest of an evaluation on a small lattice. U'
 * is interpolated by cubic Hermite polynomials on a grid of a sixteenth of a component's width
 * (relative error 1e-7), and U'' is the derivative of that interpolation, so that gradient and
 * Laplacian belong to one and the same potential. Off the grid the sum is taken.
 */
public final class ZeroModePotential implements MagnetizationPotential {
  private static final long serialVersionUID = 1L;
  private static final int POINTS_PER_WIDTH = 16;
  private static final int WIDTHS_BEYOND = 8;
  private static final int MAX_POINTS = 1 << 14;

  private final ZeroModeMixture mixture;
  private final double tau;
  private final double low;
  private final double step;
  private final double[] first;
  private final double[] second;

  public ZeroModePotential(ZeroModeMixture mixture, double tau) {
    this.mixture = mixture;
    this.tau = tau;
    double[] centers = mixture.centers();
    double width = Math.sqrt(mixture.varianceAt(tau));
    low = Math.max(0, centers[0] - WIDTHS_BEYOND * width);
    double high = centers[centers.length - 1] + WIDTHS_BEYOND * width;
    int points = (int) Math.min(MAX_POINTS, Math.ceil((high - low) / width * POINTS_PER_WIDTH)) + 1;
    step = (high - low) / (points - 1);
    first = new double[points];
    second = new double[points];
    double[] u = new double[2];
    for (int i = 0; i < points; i++) {
      mixture.derivatives(low + step * i, tau, u);
      first[i] = u[0];
      second[i] = u[1] * step;
    }
  }

  /**
   * Adds {@code coefficient} times U' and U'' to {@code out[0]} and {@code out[1]}.
   *
   * <p>U is even: negative m are looked up by their mirror image.
   */
  @Override
  public void add(double m, double coefficient, double[] out) {
    double at = (Math.abs(m) - low) / step;
    int i = (int) at;
    if (!(at >= 0) || i >= first.length - 1) {
      double d0 = out[0];
      double d1 = out[1];
      mixture.derivatives(m, tau, out);
      out[0] = d0 + coefficient * out[0];
      out[1] = d1 + coefficient * out[1];
      return;
    }
    double t = at - i;
    double s = 1 - t;
    double difference = first[i + 1] - first[i];
    double a = second[i] - difference;
    double b = difference - second[i + 1];
    double value = s * first[i] + t * first[i + 1] + t * s * (a * s + b * t);
    double slope = difference + (s - t) * (a * s + b * t) + t * s * (b - a);
    out[0] += coefficient * (m < 0 ? -value : value);
    out[1] += coefficient * slope / step;
  }
}
