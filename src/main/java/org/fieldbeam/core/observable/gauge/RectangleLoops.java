package org.fieldbeam.core.observable.gauge;

import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.MeasuredBatch;

/** Mean cosines of the sums of angles on links around rectangles. */
final class RectangleLoops {
  private RectangleLoops() {}

  /**
   * Averages over all sites, planes and both orientations.
   *
   * @param side length of two sides, in links
   * @param other length of the two others
   * @return one number for each configuration
   */
  static double[] mean(MeasuredBatch batch, int side, int other) {
    Lattice lattice = batch.ensemble().lattice();
    int axes = lattice.dimensions();
    double[][] lines = lines(batch, side);
    double[][] across = side == other ? lines : lines(batch, other);
    double[] sum = new double[batch.size()];
    int planes = 0;
    for (int mu = 0; mu < axes; mu++) {
      for (int nu = side == other ? mu + 1 : 0; nu < axes; nu++) {
        if (mu != nu) {
          planes++;
          addPlane(batch, lines[mu], mu, side, across[nu], nu, other, sum);
        }
      }
    }
    for (int b = 0; b < sum.length; b++) {
      sum[b] /= (double) planes * lattice.volume();
    }
    return sum;
  }

  private static void addPlane(
      MeasuredBatch batch,
      double[] lines,
      int mu,
      int side,
      double[] across,
      int nu,
      int other,
      double[] sum) {
    Lattice lattice = batch.ensemble().lattice();
    int n = batch.size();
    double[] angles = new double[lattice.volume() * n];
    for (int site = 0; site < lattice.volume(); site++) {
      int at = site * n;
      int right = ahead(lattice, site, mu, side) * n;
      int up = ahead(lattice, site, nu, other) * n;
      for (int b = 0; b < n; b++) {
        angles[at + b] = lines[at + b] + across[right + b] - lines[up + b] - across[at + b];
      }
    }
    CosineAverage.addCosines(angles, n, sum);
  }

  /** Sums of the angles of straight lines of links along each axis, at their first sites. */
  private static double[][] lines(MeasuredBatch batch, int length) {
    Lattice lattice = batch.ensemble().lattice();
    int axes = lattice.dimensions();
    int n = batch.size();
    double[] theta = batch.field();
    double[][] lines = new double[axes][lattice.volume() * n];
    for (int axis = 0; axis < axes; axis++) {
      for (int site = 0; site < lattice.volume(); site++) {
        int at = site * n;
        int link = site;
        for (int i = 0; i < length; i++) {
          int from = (link * axes + axis) * n;
          for (int b = 0; b < n; b++) {
            lines[axis][at + b] += theta[from + b];
          }
          link = lattice.forward(link, axis);
        }
      }
    }
    return lines;
  }

  private static int ahead(Lattice lattice, int site, int axis, int steps) {
    int to = site;
    for (int i = 0; i < steps; i++) {
      to = lattice.forward(to, axis);
    }
    return to;
  }
}
