package org.fieldbeam.bench;

import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.lattice.Lattice;

/** Square loops and the charge of one two-dimensional gauge field, from its plaquettes. */
final class GaugeLoops {
  private final Lattice lattice;
  private final double[] theta;

  /** Takes configuration b of a batch. */
  GaugeLoops(Lattice lattice, double[] links, int batch, int b) {
    this.lattice = lattice;
    theta = new double[lattice.volume()];
    for (int x = 0; x < theta.length; x++) {
      theta[x] =
          links[2 * x * batch + b]
              + links[(2 * lattice.forward(x, 0) + 1) * batch + b]
              - links[2 * lattice.forward(x, 1) * batch + b]
              - links[(2 * x + 1) * batch + b];
    }
  }

  /** Q. */
  double charge() {
    double sum = 0;
    for (double plaquette : theta) {
      sum += Angles.wrap(plaquette);
    }
    return Math.rint(sum / (2 * Math.PI));
  }

  /** The average of squares of a side. */
  double square(int side) {
    double mean = 0;
    for (int x = 0; x < theta.length; x++) {
      double sum = 0;
      int row = x;
      for (int i = 0; i < side; i++) {
        int at = row;
        for (int j = 0; j < side; j++) {
          sum += theta[at];
          at = lattice.forward(at, 1);
        }
        row = lattice.forward(row, 0);
      }
      mean += Angles.cosine(sum) / theta.length;
    }
    return mean;
  }
}
