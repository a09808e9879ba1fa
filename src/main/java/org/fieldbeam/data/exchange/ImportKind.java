package org.fieldbeam.data.exchange;

import java.io.IOException;
import org.fieldbeam.data.UserException;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;

/** A format that configurations are imported from. */
public interface ImportKind extends Kind {
  /** Bytes at the beginning of a file by which formats are known. */
  int KNOWN_BY = 16;

  /** Returns all formats. */
  static Kinds<ImportKind> all() {
    return Kinds.of(ImportKind.class, "import format");
  }

  /**
   * Whether a file or folder is of this format, by its beginning.
   *
   * @param folder whether it is a folder
   * @param start its first {@value #KNOWN_BY} bytes, fewer if it has no more, none of a folder
   */
  boolean isOf(boolean folder, byte[] start);

  /** Says in a few words what it takes, for the reference and for errors. */
  String suits();

  /**
   * Opens what an import names.
   *
   * @param request names the file or folder, and the column where it is given; its shape, where
   *     there is one, is that of a configuration, as {@link ImportFile#shape} is to have it
   * @throws UserException if no fields can be read from it
   * @throws IOException if it cannot be read
   */
  ImportFile open(EnsembleImport.Request request) throws IOException;
}
