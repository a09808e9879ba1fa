package org.fieldbeam.pipeline;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells paths of the local file system from URIs of others. */
final class LocalPaths {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  private LocalPaths() {}

  /** The path, if it is one of the local file system. */
  static Optional<Path> of(String path) {
    String local = path.startsWith("file:///") ? path.substring("file://".length()) : path;
    try {
      return SCHEME.matcher(local).matches() ? Optional.empty() : Optional.of(Path.of(local));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
