package org.fieldbeam.data.storage;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The names under which files are written before they are renamed to their own. */
public final class Temporaries {
  private static final String SUFFIX = ".tmp";
  private static final Pattern PATTERN =
      Pattern.compile("\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp$");

  private Temporaries() {}

  /** A hidden name in the same folder; unique, because two attempts at one file may overlap. */
  public static String name(String path) {
    int slash = path.lastIndexOf('/') + 1;
    return path.substring(0, slash)
        + "."
        + path.substring(slash)
        + "."
        + UUID.randomUUID()
        + SUFFIX;
  }

  /**
   * Deletes what killed writers left in a folder and the folders in it. Only when all is there that
   * should be: a writer that is late then finds that it is not needed, and an early one begins
   * again.
   */
  public static void deleteIn(String folder) {
    for (String glob : List.of(".*" + SUFFIX, "*/.*" + SUFFIX)) {
      // others have hidden .tmp files too
      Storage.list(folder, glob).stream()
          .filter(path -> PATTERN.matcher(path).find())
          .forEach(Storage::delete);
    }
  }
}
