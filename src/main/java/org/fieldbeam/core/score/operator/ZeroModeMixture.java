package org.fieldbeam.core.score.operator;

import java.io.Serializable;
import java.util.Arrays;
import org.fieldbeam.core.random.RandomStream;

/**
 * The distribution of the volume average m of the clean ensemble as a mixture of Gaussians: equal
 * weights at plus and minus each of a number of quantiles of |m|, all of one variance.
 *
 * <p>After noise of variance tau per site every component is wider by {@code tau / V}. The mixture
 * is even by construction, so a sampler that starts from it cannot prefer a sign.
 *
 * @param centers quantiles of |m_0|, not negative, in increasing order
 * @param variance variance of a component of the clean ensemble, {@code (0.4 std |m_0|)^2} by
 *     default
 * @param volume number of sites V
 */
public record ZeroModeMixture(double[] centers, double variance, int volume)
    implements Serializable {
  /** Checks and copies the arguments. */
  public ZeroModeMixture {
    centers = centers.clone();
    if (centers.length == 0 || !(variance > 0) || Double.isInfinite(variance) || volume < 1) {
      throw new IllegalArgumentException(
          "Zero-mode mixture: needs at least 1 center, a positive variance and volume, given "
              + centers.length
              + " centers, variance "
              + variance
              + ", volume "
              + volume);
    }
    for (int i = 0; i < centers.length; i++) {
      if (!(centers[i] >= 0)
          || Double.isInfinite(centers[i])
          || (i > 0 && centers[i] < centers[i - 1])) {
        throw new IllegalArgumentException(
            "Zero-mode mixture: centers must be finite, not negative and in increasing order, given "
                + Arrays.toString(centers));
      }
    }
  }

  @Override
  public double[] centers() {
    return centers.clone();
  }

  /** Variance of a component at noise level tau. */
  public double varianceAt(double tau) {
    return variance + tau / volume;
  }

  /** Draws m at noise level tau. */
  public double sample(RandomStream random, double tau) {
    double center = centers[random.nextInt(centers.length)];
    double sign = random.nextInt(2) == 0 ? 1 : -1;
    return sign * center + Math.sqrt(varianceAt(tau)) * random.nextGaussian();
  }

  /** log p(m) at noise level tau, normalised with respect to dm. */
  public double logDensity(double m, double tau) {
    double s2 = varianceAt(tau);
    double largest = Double.NEGATIVE_INFINITY;
    for (double c : centers) {
      double d = Math.abs(m) - c;
      largest = Math.max(largest, -d * d / (2 * s2));
    }
    double sum = 0;
    for (double c : centers) {
      double minus = m - c;
      double plus = m + c;
      sum += StrictMath.exp(-minus * minus / (2 * s2) - largest);
      sum += StrictMath.exp(-plus * plus / (2 * s2) - largest);
    }
    return largest
        + StrictMath.log(sum / (2 * centers.length))
        - 0.5 * StrictMath.log(2 * Math.PI * s2);
  }

  /**
   * First and second derivative of {@code U = -log p(m)} at noise level tau.
   *
   * @param out receives {@code U'} and {@code U''}
   */
  void derivatives(double m, double tau, double[] out) {
    double s2 = varianceAt(tau);
    double largest = Double.NEGATIVE_INFINITY;
    for (double c : centers) {
      double d = Math.abs(m) - c;
      largest = Math.max(largest, -d * d / (2 * s2));
    }
    double sum = 0;
    double first = 0;
    double second = 0;
    for (double c : centers) {
      for (int sign = -1; sign <= 1; sign += 2) {
        double d = m - sign * c;
        double w = StrictMath.exp(-d * d / (2 * s2) - largest);
        sum += w;
        first += w * d;
        second += w * d * d;
      }
    }
    double mean = first / sum;
    // p''/p - (p'/p)^2 with p'/p = -<d>/s2 and p''/p = <d^2>/s2^2 - 1/s2.
    out[0] = mean / s2;
    out[1] = 1 / s2 - (second / sum - mean * mean) / (s2 * s2);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ZeroModeMixture that
        && Arrays.equals(centers, that.centers)
        && variance == that.variance
        && volume == that.volume;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(centers) + 31 * Double.hashCode(variance) + volume;
  }

  @Override
  public String toString() {
    return centers.length
        + " pairs of Gaussians of variance "
        + variance
        + " at |m| from "
        + centers[0]
        + " to "
        + centers[centers.length - 1];
  }
}
