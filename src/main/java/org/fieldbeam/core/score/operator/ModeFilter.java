package org.fieldbeam.core.score.operator;

import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;

/**
 * Multiplies the modes of a batch of fields by a real function of the momentum orbit.
 *
 * <p>Such a filter is a real symmetric matrix in space. An instance holds scratch memory and serves
 * one thread.
 */
public final class ModeFilter {
  private final MomentumOrbits orbits;
  private final BatchFft fft;
  private final PackedField space;
  private final PackedField momentum;

  /** Plans the transforms for the lattice of the orbits. */
  public ModeFilter(MomentumOrbits orbits) {
    this.orbits = orbits;
    this.fft = new BatchFft(orbits.lattice(), BatchFft.preferredWidth(orbits.lattice()));
    this.space = fft.newSpace();
    this.momentum = fft.newMomentum();
  }

  /**
   * Lays a filter out for {@link #apply}.
   *
   * @param perOrbit the factor of each orbit
   */
  public double[][] prepare(double[] perOrbit) {
    return fft.kernelRows(orbits, perOrbit);
  }

  /**
   * Filters fields.
   *
   * @param fields the fields, index {@code site * batch + b}
   * @param batch number of fields
   * @param filter as {@link #prepare} laid it out
   * @param out receives the filtered fields; may be {@code fields}
   */
  public void apply(double[] fields, int batch, double[][] filter, double[] out) {
    for (int from = 0; from < batch; from += fft.fields()) {
      int count = Math.min(fft.fields(), batch - from);
      fft.load(fields, batch, from, count, space);
      fft.forward(space, momentum);
      PackedRows.multiply(filter, momentum, momentum);
      fft.inverse(momentum, space);
      fft.store(space, out, batch, from, count);
    }
  }
}
