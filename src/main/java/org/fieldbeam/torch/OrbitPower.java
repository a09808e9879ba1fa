package org.fieldbeam.torch;

import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.lattice.Lattice;

/**
 * The power spectrum of real fields, {@code E|phi_k|^2} with the orthonormal transform, averaged
 * over orbits of momenta under the symmetry of the lattice.
 */
final class OrbitPower {
  private final MomentumOrbits orbits;
  private final BatchFft fft;
  private final PackedField space;
  private final PackedField momentum;
  private final double[] sums;
  private long rows;

  OrbitPower(Lattice lattice) {
    orbits = new MomentumOrbits(lattice);
    fft = new BatchFft(lattice, 1);
    space = fft.newSpace();
    momentum = fft.newMomentum();
    sums = new double[orbits.count()];
  }

  /** The power spectrum of the first rows of those that are trained on. */
  static double[] of(Lattice lattice, TrainingRows rows, int most) {
    OrbitPower power = new OrbitPower(lattice);
    rows.forFirst(most, power::add);
    return power.means();
  }

  /** Adds a field of V numbers. */
  void add(double[] field) {
    fft.load(field, 1, 0, 1, space);
    fft.forward(space, momentum);
    int sites = fft.momentumRowSites();
    for (int slot = 0; slot < field.length; slot++) {
      double re = momentum.re()[slot / sites][slot % sites];
      double im = momentum.im()[slot / sites][slot % sites];
      sums[orbits.orbit(fft.momentum(slot))] += re * re + im * im;
    }
    rows++;
  }

  /** The means over what was added, one number an orbit. */
  double[] means() {
    double[] means = new double[sums.length];
    for (int o = 0; o < means.length; o++) {
      means[o] = sums[o] / (orbits.multiplicity(o) * (double) rows);
    }
    return means;
  }

  /** The mean of the sum over all momenta, {@code E sum_x phi_x^2}. */
  double total() {
    double total = 0;
    for (double sum : sums) {
      total += sum / rows;
    }
    return total;
  }
}
