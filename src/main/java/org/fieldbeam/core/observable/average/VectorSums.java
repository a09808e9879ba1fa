package org.fieldbeam.core.observable.average;

import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.MeasuredBatch;

/** Averages over the sites of a field of real vectors. */
public final class VectorSums {
  private VectorSums() {}

  /** The average of (phi . phi)^power of each configuration, power 1 or 2. */
  public static double[] powers(MeasuredBatch batch, int power) {
    int n = batch.size();
    double[] squares = batch.siteSquares();
    double[] sums = new double[n];
    for (int at = 0; at < squares.length; at += n) {
      for (int b = 0; b < n; b++) {
        double square = squares[at + b];
        sums[b] += power == 1 ? square : square * square;
      }
    }
    double volume = batch.ensemble().lattice().volume();
    for (int b = 0; b < n; b++) {
      sums[b] /= volume;
    }
    return sums;
  }

  /** The average of sum_mu phi_x . phi_(x + mu) of each configuration. */
  public static double[] neighbours(MeasuredBatch batch) {
    Lattice lattice = batch.ensemble().lattice();
    double[] sums = new double[batch.size()];
    for (int site = 0; site < lattice.volume(); site++) {
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        addProducts(batch, site, lattice.forward(site, axis), sums);
      }
    }
    for (int b = 0; b < sums.length; b++) {
      sums[b] /= lattice.volume();
    }
    return sums;
  }

  private static void addProducts(MeasuredBatch batch, int site, int other, double[] sums) {
    double[] phi = batch.field();
    int components = batch.ensemble().layout().components();
    int n = batch.size();
    for (int a = 0; a < components; a++) {
      int at = (site * components + a) * n;
      int to = (other * components + a) * n;
      for (int b = 0; b < n; b++) {
        sums[b] += phi[at + b] * phi[to + b];
      }
    }
  }
}
