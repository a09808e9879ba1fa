package org.fieldbeam.core.score.operator;

import java.util.Arrays;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;

/**
 * Scalar products of batches of fields, momentum orbit by momentum orbit: {@code sum_b sum_{k in
 * orbit} Re a_k^* b_k}.
 *
 * <p>Two real fields packed as one complex one need not be separated: their mixed terms at k and -k
 * cancel, and both momenta are in the same orbit.
 */
public final class ModeProducts {
  private final MomentumOrbits orbits;
  private final int width;
  private final int sites;
  private final int[] orbitOfSlot;
  private final double[] row;

  public ModeProducts(MomentumOrbits orbits, BatchFft fft) {
    this.orbits = orbits;
    this.width = fft.width();
    this.sites = fft.momentumRowSites();
    this.row = new double[sites * width];
    this.orbitOfSlot = new int[orbits.lattice().volume()];
    for (int slot = 0; slot < orbitOfSlot.length; slot++) {
      orbitOfSlot[slot] = orbits.orbit(fft.momentum(slot));
    }
  }

  public MomentumOrbits orbits() {
    return orbits;
  }

  /** {@code sums[at + stride * orbit] += a . b}. */
  public void addProducts(PackedField a, PackedField b, double[] sums, int at, int stride) {
    double[][] are = a.re();
    double[][] aim = a.im();
    double[][] bre = b.re();
    double[][] bim = b.im();
    for (int slot = 0; slot < orbitOfSlot.length; slot++) {
      int row = slot / sites;
      int from = slot % sites * width;
      sums[at + stride * orbitOfSlot[slot]] +=
          dot(are[row], bre[row], from, width) + dot(aim[row], bim[row], from, width);
    }
  }

  /** The scalar product over all momenta. */
  public double total(PackedField a, PackedField b) {
    Arrays.fill(row, 0);
    for (int r = 0; r < a.re().length; r++) {
      addProduct(a.re()[r], b.re()[r], row);
      addProduct(a.im()[r], b.im()[r], row);
    }
    double sum = 0;
    for (double value : row) {
      sum += value;
    }
    return sum;
  }

  private static void addProduct(double[] a, double[] b, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] += a[i] * b[i];
    }
  }

  /** A scalar product with four independent sums: the compiler may not reorder a single one. */
  private static double dot(double[] a, double[] b, int from, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    int end = from + count;
    for (; i + 3 < end; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < end; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
