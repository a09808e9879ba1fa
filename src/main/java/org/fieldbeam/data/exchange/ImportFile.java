package org.fieldbeam.data.exchange;

import java.io.IOException;

/** Configurations of a foreign file, or of several that make one; read as often as wanted. */
public interface ImportFile extends AutoCloseable {
  /** Extents of the lattice. */
  int[] shape();

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
