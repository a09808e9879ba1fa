package org.fieldbeam.cli.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.fieldbeam.data.storage.LocalPaths;

/**
 * Finds out whether names on the command line came through. Java reads them in the encoding of the
 * locale: under LC_ALL=POSIX every other letter than those of ASCII is lost, and a file that is
 * there would not be found.
 */
public final class LocaleCheck {
  /** What Java puts in the place of a letter that it could not read. */
  private static final String LOST = "\ufffd";

  private LocaleCheck() {}

  /** What is wrong with the locale of this process: nothing, or words for the user. */
  public static Optional<String> ofProcess(String... args) {
    return objection(
        System.getProperty("sun.jnu.encoding", "UTF-8"), System.getProperty("user.dir", ""), args);
  }

  /**
   * See {@link #ofProcess}.
   *
   * @param encoding of names of files
   * @param folder the working directory as Java read it
   */
  static Optional<String> objection(String encoding, String folder, String... args) {
    boolean folderLost = folder.contains(LOST);
    boolean lost = folderLost || Arrays.stream(args).anyMatch(arg -> arg.contains(LOST));
    boolean utf8 =
        Charset.isSupported(encoding) && Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    return !lost || utf8
        ? Optional.empty()
        : Optional.of(
            "the locale cannot read all letters of "
                + (folderLost ? "the working directory" : "the command line")
                + "\n  given: "
                + LocalPaths.encoding()
                + "\n  to do: "
                + LocalPaths.setLocale());
  }
}
