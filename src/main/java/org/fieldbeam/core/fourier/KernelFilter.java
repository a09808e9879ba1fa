package org.fieldbeam.core.fourier;

import java.io.Serializable;

/**
 * Multiplies batches of real fields in the flat layout [site * batch + b] by a real even kernel in
 * momentum space. Holds scratch memory once used: one instance a thread.
 */
public final class KernelFilter implements Serializable {
  private static final long serialVersionUID = 1;

  private final MomentumOrbits orbits;
  private final double[] perOrbit;
  private transient BatchFft fft;
  private transient double[][] kernel;
  private transient PackedField space;
  private transient PackedField momentum;

  /**
   * The filter phi_k -> K_k phi_k.
   *
   * @param perOrbit K_k, one value an orbit of momenta
   * @throws IllegalArgumentException if their number is wrong
   */
  public KernelFilter(MomentumOrbits orbits, double[] perOrbit) {
    orbits.requireOrbits(perOrbit);
    this.orbits = orbits;
    this.perOrbit = perOrbit.clone();
  }

  /**
   * Filters a batch.
   *
   * @param phi the fields; kept unless it is also the target
   * @param target receives the filtered fields; may be phi itself
   */
  public void apply(double[] phi, int batch, double[] target) {
    prepare();
    for (int first = 0; first < batch; first += fft.fields()) {
      int count = Math.min(fft.fields(), batch - first);
      fft.load(phi, batch, first, count, space);
      fft.forwardUnscaled(space, momentum);
      PackedRows.multiply(kernel, momentum, momentum);
      fft.inverseUnscaled(momentum, space);
      fft.store(space, target, batch, first, count);
    }
  }

  private void prepare() {
    if (fft == null) {
      fft = new BatchFft(orbits.lattice(), BatchFft.preferredWidth(orbits.lattice()));
      double[] normalised = perOrbit.clone();
      for (int o = 0; o < normalised.length; o++) {
        normalised[o] /= orbits.lattice().volume();
      }
      kernel = fft.kernelRows(orbits, normalised);
      space = fft.newSpace();
      momentum = fft.newMomentum();
    }
  }
}
