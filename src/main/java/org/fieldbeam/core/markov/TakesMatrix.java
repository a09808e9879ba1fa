package org.fieldbeam.core.markov;

import org.fieldbeam.core.lattice.Lattice;

/** An algorithm that needs a matrix of a row and a column for each site. */
public interface TakesMatrix {

  /**
   * Refuses lattices that are too large for a matrix.
   *
   * @throws IllegalArgumentException if this is one
   */
  void requireVolume(Lattice lattice);

  /** Returns the algorithm with a matrix. */
  Algorithm withMatrix(double[][] matrix);
}
