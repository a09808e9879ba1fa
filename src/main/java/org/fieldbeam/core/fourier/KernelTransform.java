package org.fieldbeam.core.fourier;

/**
 * Kernels that have the symmetry of the lattice, one value an orbit, between momentum space and
 * real space: K_k = sum_r K(r) cos(k r) and K(r) = (1/V) sum_k K_k cos(k r). The convolution (K *
 * f)(x) = sum_y K(x - y) f(y) is the product K_k f_k.
 */
public final class KernelTransform {
  private final MomentumOrbits orbits;
  private final BatchFft fft;
  private final PackedField space;
  private final PackedField momentum;

  /** Plans the transforms of one lattice. */
  public KernelTransform(MomentumOrbits orbits) {
    this.orbits = orbits;
    this.fft = new BatchFft(orbits.lattice(), 1);
    this.space = fft.newSpace();
    this.momentum = fft.newMomentum();
  }

  /** K(r) an orbit of displacements from K_k an orbit of momenta. */
  public double[] toSpace(double[] perMomentumOrbit) {
    double[] result = transform(perMomentumOrbit);
    for (int o = 0; o < result.length; o++) {
      result[o] /= orbits.lattice().volume();
    }
    return result;
  }

  /** K_k an orbit of momenta from K(r) an orbit of displacements. */
  public double[] toMomentum(double[] perDisplacementOrbit) {
    return transform(perDisplacementOrbit);
  }

  /** sum_n f(n) exp(-i k n), which for a symmetric f is real and the same in both directions. */
  private double[] transform(double[] perOrbit) {
    double[] phi = new double[2 * orbits.lattice().volume()];
    double[] values = orbits.spread(perOrbit);
    for (int x = 0; x < values.length; x++) {
      phi[2 * x] = values[x];
    }
    fft.load(phi, 2, 0, 2, space);
    fft.forwardUnscaled(space, momentum);
    double[] result = new double[orbits.count()];
    int sites = fft.momentumRowSites();
    for (int o = 0; o < result.length; o++) {
      int slot = fft.slot(orbits.representative(o));
      result[o] = momentum.re()[slot / sites][slot % sites];
    }
    return result;
  }
}
