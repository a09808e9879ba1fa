package org.fieldbeam.data.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.fieldbeam.data.check.ChecksFile;
import org.fieldbeam.data.dataset.EstimatesFile;

/**
 * Which names a dataset may have. Its name is that of its folder, and of the folder of its
 * measurements beside files of ours; so it must be one folder's, and none of theirs.
 */
public final class FolderNames {
  private static final Set<String> FILES =
      Set.of(
          EstimatesFile.FILE_NAME,
          ChecksFile.FILE_NAME,
          ModelJson.FILE_NAME,
          "model.pt",
          "losses.json",
          "checkpoint.bin",
          "index.html");

  private static final Pattern SHARD = Pattern.compile("part-.*\\.parquet");

  private FolderNames() {}

  /**
   * What is wrong with a name, in words that follow it: nothing, or {@code "is ..."}. Case does not
   * count: some file systems hold a and A to be one.
   */
  public static Optional<String> objection(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.isBlank() || name.equals(".") || name.equals("..")) {
      return Optional.of("is no name of a folder's own");
    }
    if (name.startsWith(".") || name.startsWith("_")) {
      return Optional.of("is hidden: readers of folders pass over what begins with . or _");
    }
    if (name.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
      return Optional.of("has a slash or a control character in it");
    }
    return FILES.contains(lower) || SHARD.matcher(lower).matches()
        ? Optional.of("is the name of a file that fieldbeam writes itself")
        : Optional.empty();
  }

  /**
   * The last part of a path or URI, by which people call what is there; empty if it has none, as
   * the root of a disk or of a bucket.
   */
  public static String of(String path) {
    List<String> parts = parts(path);
    return parts.isEmpty() ? "" : parts.get(parts.size() - 1);
  }

  /** The parts of a path or URI without its scheme, host and user. */
  public static List<String> parts(String path) {
    String local = path.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "");
    return Pattern.compile("/+").splitAsStream(local).filter(part -> !part.isEmpty()).toList();
  }
}
