package org.fieldbeam.core.action;

import org.fieldbeam.core.lattice.Lattice;

/** Numbers of the rows next to each row of a lattice, along every axis but the last. */
final class RowNeighbours {
  /** {@code forward[axis][r]}. */
  final int[][] forward;

  /** {@code backward[axis][r]}. */
  final int[][] backward;

  RowNeighbours(Lattice lattice) {
    int axes = Math.max(0, lattice.dimensions() - 1);
    int sites = lattice.extent(lattice.shape().length - 1);
    int rows = lattice.volume() / sites;
    forward = new int[axes][rows];
    backward = new int[axes][rows];
    for (int axis = 0; axis < axes; axis++) {
      for (int r = 0; r < rows; r++) {
        forward[axis][r] = lattice.forward(r * sites, axis) / sites;
        backward[axis][r] = lattice.backward(r * sites, axis) / sites;
      }
    }
  }
}
