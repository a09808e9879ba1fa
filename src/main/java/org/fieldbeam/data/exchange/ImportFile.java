package org.fieldbeam.data.exchange;

import java.io.IOException;

/** Configurations of a foreign file, or of several that make one; read as often as wanted. */
public interface ImportFile extends AutoCloseable {
  /**
   * The shape of a configuration in C order: extents of the lattice, behind them, where a site has
   * several values, their number, and of complex numbers an axis of two, real and imaginary part.
   */
  int[] shape();

  /** Whether the file's numbers are complex, so that they are of complexified fields only. */
  default boolean isComplex() {
    return false;
  }

  /** How the configurations were found, in words: {@code (512, 4, 4) of type <f8}. */
  String description();

  /** What the file says of each configuration besides its field. */
  ImportColumns columns() throws IOException;

  /** The fields, from the first. */
  ImportSource fields() throws IOException;

  /** SHA-256 of what was read. */
  String sha256();

  @Override
  void close() throws IOException;
}
