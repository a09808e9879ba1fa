package org.fieldbeam.data.exchange;

import java.io.IOException;

/** Configurations of a foreign file, one after the other. */
public interface ImportSource extends AutoCloseable {
  /** The shape of a configuration, as {@link ImportFile#shape} has it. */
  int[] shape();

  /**
   * Reads the next field in C order into an array of as many numbers as the shape has.
   *
   * @return false at the end
   */
  boolean next(double[] field) throws IOException;

  @Override
  void close() throws IOException;
}
