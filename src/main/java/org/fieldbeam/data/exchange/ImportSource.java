package org.fieldbeam.data.exchange;

import java.io.IOException;

/** Configurations of a foreign file, one after the other. */
public interface ImportSource extends AutoCloseable {
  /** Extents of the lattice. */
  int[] shape();

  /**
   * Reads the next field in C order into the array of V values.
   *
   * @return false at the end
   */
  boolean next(double[] field) throws IOException;

  @Override
  void close() throws IOException;
}
