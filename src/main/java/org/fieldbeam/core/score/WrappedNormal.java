package org.fieldbeam.core.score;

import java.io.Serializable;
import org.fieldbeam.core.field.Angles;

/**
 * A normal distribution of mean 0 wound around the circle: the heat kernel,
 *
 * <pre>  p(x) = sum_k exp(-(x + 2 pi k)^2 / (2 v)) / sqrt(2 pi v)
 *       = [1 + 2 sum_n exp(-n^2 v / 2) cos(n x)] / (2 pi)</pre>
 *
 * <p>(Mardia and Jupp, Directional Statistics, section 3.5.7; Poisson's summation formula makes the
 * second line of the first). Up to v = 2 pi the images are summed, relative to that of the
 * representative of x in [-pi, pi), which is the largest: nothing overflows, and a tiny v leaves
 * the normal law. Beyond, the series of cosines is. Terms left out are below 1e-16 of the result.
 */
public final class WrappedNormal implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of the quadrature of a smooth periodic function, which converges faster than any power. */
  private static final int POINTS = 64;

  private static final double TWO_PI = 2 * Math.PI;

  /** Where the two sums converge equally fast. */
  private static final double SERIES_FROM = TWO_PI;

  /** Terms of an exponent beyond this are nothing beside 1. */
  private static final double NOTHING = 38;

  private final double variance;

  /** Number of images on each side. */
  private final int images;

  /** {@code exp(-n^2 v / 2)} for n from 1 on; empty where images are summed. */
  private final double[] series;

  /**
   * The distribution of a variance.
   *
   * @param variance v, the variance of the normal distribution before it is wound, positive
   * @throws IllegalArgumentException if v is not positive and finite
   */
  public WrappedNormal(double variance) {
    if (!(variance > 0) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          "wrapped normal distribution: the variance must be positive and finite, given "
              + variance);
    }
    this.variance = variance;
    int terms = 1;
    if (variance > SERIES_FROM) {
      // beside the first term, so that a score that is nearly 0 keeps its digits
      while ((terms * (terms + 2.0)) * variance / 2 < NOTHING) {
        terms++;
      }
      series = new double[terms];
      for (int n = 1; n <= terms; n++) {
        series[n - 1] = StrictMath.exp(-0.5 * n * n * variance);
      }
      images = 0;
    } else {
      while (TWO_PI * Math.PI * terms * (terms + 1.0) / variance < NOTHING) {
        terms++;
      }
      series = new double[0];
      images = terms;
    }
  }

  /** Returns v. */
  public double variance() {
    return variance;
  }

  /**
   * Returns the mean square of the score, the Fisher information of a shift: {@code 1 / v} where
   * the circle is not felt, and by quadrature, exact to rounding, where it is.
   */
  public double information() {
    if (variance < 0.1) {
      return 1 / variance; // less than 1 / v by exp(-pi^2 / (2 v)), below 1e-20 of it
    }
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      double x = TWO_PI * i / POINTS;
      double s = score(x);
      sum += s * s * StrictMath.exp(logDensity(x));
    }
    return sum * TWO_PI / POINTS;
  }

  /**
   * Returns the logarithm of the density on the circle, which integrates to 1 over [-pi, pi).
   *
   * @param x an angle, with any number of turns
   */
  public double logDensity(double x) {
    double y = Angles.wrap(x);
    if (images == 0) {
      double sum = 1;
      for (int n = 1; n <= series.length; n++) {
        sum += 2 * series[n - 1] * Angles.cosine(n * y);
      }
      return StrictMath.log(sum / TWO_PI);
    }
    double sum = 1;
    for (int k = 1; k <= images; k++) {
      sum += image(k, y) + image(-k, y);
    }
    return StrictMath.log(sum) - 0.5 * y * y / variance - 0.5 * StrictMath.log(TWO_PI * variance);
  }

  /**
   * Returns the score {@code d log p / dx}, periodic and odd.
   *
   * @param x an angle, with any number of turns
   */
  public double score(double x) {
    double y = Angles.wrap(x);
    if (images == 0) {
      double sum = 1;
      double slope = 0;
      for (int n = 1; n <= series.length; n++) {
        sum += 2 * series[n - 1] * Angles.cosine(n * y);
        slope -= 2 * n * series[n - 1] * Angles.sine(n * y);
      }
      return slope / sum;
    }
    double sum = 1;
    double turns = 0;
    for (int k = 1; k <= images; k++) {
      double after = image(k, y);
      double before = image(-k, y);
      sum += after + before;
      turns += k * (after - before);
    }
    return -(y + TWO_PI * turns / sum) / variance;
  }

  /** The image at y + 2 pi k beside that at y. */
  private double image(int k, double y) {
    return StrictMath.exp(-TWO_PI * k * (y + Math.PI * k) / variance);
  }
}
