package org.fieldbeam.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells paths of the local file system from URIs of others, as Beam's FileSystems does. */
public final class LocalPaths {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");
  private static final Pattern FILE = Pattern.compile("(?i)file:(//)?(?=/)");

  private LocalPaths() {}

  /** A local path made absolute, anything else as it is. */
  public static String absolute(String path) {
    return FILE.matcher(path).lookingAt()
        ? path
        : of(path).map(local -> local.toAbsolutePath().normalize().toString()).orElse(path);
  }

  /** The path, if it is one of the local file system. */
  public static Optional<Path> of(String path) {
    String local = FILE.matcher(path).replaceFirst("");
    try {
      return SCHEME.matcher(local).matches() ? Optional.empty() : Optional.of(Path.of(local));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
