package org.fieldbeam.core.score.operator;

import java.io.Serializable;
import java.util.Arrays;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.KernelTransform;
import org.fieldbeam.core.fourier.MomentumOrbits;

/**
 * What the operators need to know of one noise level tau > 0 of the variance-exploding process
 * phi_tau = phi_0 + sqrt(tau) z, given the spectrum C_k = &lt;|phi_k|^2&gt; of the clean ensemble
 * (orthonormal components): the Wiener filter W_k = C_k / (C_k + tau), the variance s^2 = (1/V)
 * sum_k W_k^2 (C_k + tau) of psi = W phi, and the kernels.
 */
public final class NoiseLevel implements Serializable {
  private static final long serialVersionUID = 1;

  private final MomentumOrbits orbits;
  private final double tau;
  private final double[] spectrum;
  private final double[] wiener;
  private final double scale;
  private final double filterVariance;
  private final double magnetizationScale;

  /**
   * The level of a noise variance.
   *
   * @param tau noise variance, positive
   * @param spectrum C_k of every orbit, positive
   * @param meanSquareMagnetization &lt;m_0^2&gt; of the clean ensemble, m per site, positive
   * @throws IllegalArgumentException if one of them is not positive and finite
   */
  public NoiseLevel(
      MomentumOrbits orbits, double tau, double[] spectrum, double meanSquareMagnetization) {
    this.orbits = orbits;
    this.tau = positive("noise variance tau", tau);
    this.spectrum = spectrum.clone();
    this.wiener = new double[spectrum.length];
    double[] squares = new double[spectrum.length];
    double[] variances = new double[spectrum.length];
    for (int o = 0; o < spectrum.length; o++) {
      double c = positive("spectrum C_k of orbit " + o, spectrum[o]);
      wiener[o] = c / (c + tau);
      squares[o] = wiener[o] * wiener[o];
      variances[o] = wiener[o] * c;
    }
    int volume = orbits.lattice().volume();
    this.filterVariance = orbits.sum(squares) / volume;
    this.scale = Math.sqrt(orbits.sum(variances) / volume);
    this.magnetizationScale =
        Math.sqrt(positive("<m_0^2>", meanSquareMagnetization) + tau / volume);
  }

  /** The orbits of momenta. */
  public MomentumOrbits orbits() {
    return orbits;
  }

  /** W_k of every orbit. */
  public double[] wiener() {
    return wiener.clone();
  }

  /** C_k + tau of an orbit. */
  double noisedVariance(int orbit) {
    return spectrum[orbit] + tau;
  }

  /** s, the standard deviation of psi = W phi at one site. */
  public double scale() {
    return scale;
  }

  /** (WW)(0) = (1/V) sum_k W_k^2. */
  public double filterVariance() {
    return filterVariance;
  }

  /** sqrt(&lt;m_0^2&gt; + tau/V), the standard deviation of the magnetization per site. */
  public double magnetizationScale() {
    return magnetizationScale;
  }

  /**
   * W_k / (s sqrt(V)), which takes phi_k to u by an unscaled transform and a force back to phi_k.
   */
  double[][] filterRows(BatchFft layout) {
    double[] ones = new double[wiener.length];
    Arrays.fill(ones, 1);
    return filterRows(layout, ones);
  }

  /** {@link #filterRows(BatchFft)} times a factor of each orbit. */
  double[][] filterRows(BatchFft layout, double[] factor) {
    double[] filter = wiener.clone();
    for (int o = 0; o < filter.length; o++) {
      filter[o] *= factor[o] / (scale * Math.sqrt(orbits.lattice().volume()));
    }
    return layout.kernelRows(orbits, filter);
  }

  /** K_k of every orbit of momenta. */
  double[] momentumKernel(KernelShape shape) {
    return new KernelTransform(orbits).toMomentum(spaceKernel(shape));
  }

  /** (WW K)_k of every orbit of momenta, the transform of the product of kernels (WW)(r) K(r). */
  double[] filteredKernel(KernelShape shape) {
    double[] product = squaredFilter();
    double[] kernel = spaceKernel(shape);
    for (int o = 0; o < product.length; o++) {
      product[o] *= kernel[o];
    }
    return new KernelTransform(orbits).toMomentum(product);
  }

  /** e of the operator f4: tau / (10 (1 + tau)). */
  double quarticSaturation() {
    return SiteFunctions.SATURATION * tau / (1 + tau);
  }

  /** K(r) of every orbit of displacements. */
  private double[] spaceKernel(KernelShape shape) {
    KernelTransform transform = new KernelTransform(orbits);
    return switch (shape) {
      case G -> normalisedPower(transform.toSpace(propagator()), 1);
      case G2 -> normalisedPower(transform.toSpace(propagator()), 2);
      case G3 -> normalisedPower(transform.toSpace(propagator()), 3);
      case W -> normalisedPower(transform.toSpace(wiener), 1);
      case N, D -> transform.toSpace(neighbours(shape));
    };
  }

  /** (WW)(r) of every orbit of displacements, the real-space kernel of W_k^2. */
  private double[] squaredFilter() {
    double[] squares = wiener.clone();
    for (int o = 0; o < squares.length; o++) {
      squares[o] *= squares[o];
    }
    return new KernelTransform(orbits).toSpace(squares);
  }

  private double[] propagator() {
    double[] g = wiener.clone();
    for (int o = 0; o < g.length; o++) {
      g[o] *= tau;
    }
    return g;
  }

  private static double[] normalisedPower(double[] kernel, int power) {
    double atZero = kernel[0];
    double[] result = new double[kernel.length];
    for (int o = 0; o < kernel.length; o++) {
      double ratio = kernel[o] / atZero;
      result[o] = ratio;
      for (int n = 1; n < power; n++) {
        result[o] *= ratio;
      }
    }
    return result;
  }

  private double[] neighbours(KernelShape shape) {
    int[] extents = orbits.lattice().shape();
    double[] result = new double[orbits.count()];
    for (int o = 0; o < result.length; o++) {
      int[] n = orbits.coordinates(orbits.representative(o));
      double sum = 0;
      double squares = 0;
      for (int axis = 0; axis < n.length; axis++) {
        double cosine = StrictMath.cos(2 * Math.PI * n[axis] / extents[axis]);
        sum += cosine;
        squares += cosine * cosine;
      }
      // sum_(mu < nu) c_mu c_nu = ((sum c)^2 - sum c^2) / 2.
      result[o] = shape == KernelShape.N ? 2 * sum : 2 * (sum * sum - squares);
    }
    return result;
  }

  private static double positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          what + " must be positive and finite, given " + value + "; is the ensemble empty?");
    }
    return value;
  }
}
