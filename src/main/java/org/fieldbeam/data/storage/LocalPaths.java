package org.fieldbeam.data.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fieldbeam.data.UserException;

/** Tells paths of the local file system from URIs of others, as Beam's FileSystems does. */
public final class LocalPaths {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");
  private static final Pattern FILE = Pattern.compile("(?i)file:(//)?(?=/)");

  /** Names of the files that a process was given open. */
  private static final Pattern CONNECTED =
      Pattern.compile("/dev/(stdin|fd/\\d+)|/proc/(self|\\d+)/fd/\\d+");

  /** Where files are made while they are read; some wait for news, all say that they are empty. */
  private static final List<Path> KERNEL = List.of(Path.of("/proc"), Path.of("/sys"));

  private LocalPaths() {}

  /**
   * A path as a user writes it: {@code ~} at its start is the home folder, {@code file:///data} the
   * path {@code /data}. Everything else stays.
   *
   * @throws IllegalArgumentException if it begins with another user's {@code ~name}, or is a {@code
   *     file:} URI that names no file of this machine
   */
  public static String given(String path) {
    String home = System.getenv("HOME");
    return given(path, home == null || home.isBlank() ? System.getProperty("user.home") : home);
  }

  static String given(String path, String home) {
    if (path.startsWith("~")) {
      if (!path.equals("~") && !path.startsWith("~/")) {
        throw new IllegalArgumentException(
            path
                + " begins with ~ and a name, and home folders of others are not looked up; write"
                + " the whole path, or ./"
                + path
                + " for a folder of that name");
      }
      return home + path.substring(1);
    }
    return path.toLowerCase(Locale.ROOT).startsWith("file:") ? ofUri(path) : path;
  }

  private static String ofUri(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw refused(text, "it is no valid URI (" + e.getReason() + ")");
    }
    if (uri.getRawAuthority() != null && !uri.getRawAuthority().equalsIgnoreCase("localhost")) {
      throw refused(text, "it names the machine " + uri.getRawAuthority());
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw refused(text, "? and # must be written %3F and %23 in a URI");
    }
    if (uri.getPath() == null || !uri.getPath().startsWith("/")) {
      throw refused(text, "a file: URI holds an absolute path, as file:///data/x");
    }
    return uri.getPath();
  }

  private static IllegalArgumentException refused(String uri, String why) {
    return new IllegalArgumentException(
        uri + " names no file of this machine: " + why + "; write the path without file:");
  }

  /** A local path made absolute, anything else as it is. */
  public static String absolute(String path) {
    return FILE.matcher(path).lookingAt()
        ? path
        : of(path).map(local -> local.toAbsolutePath().normalize().toString()).orElse(path);
  }

  /**
   * The path, if it is one of the local file system.
   *
   * @throws UserException if it has a character that names of files cannot have here
   */
  public static Optional<Path> of(String path) {
    String local = FILE.matcher(path).replaceFirst("");
    try {
      return SCHEME.matcher(local).matches() ? Optional.empty() : Optional.of(Path.of(local));
    } catch (InvalidPathException e) {
      boolean locale = path.indexOf('\0') < 0;
      throw UserException.of(
              locale
                  ? "the locale cannot write all letters of this path"
                  : "a path cannot have the character of number 0 in it")
          .where(path)
          .given(locale ? encoding() : e.getReason())
          .todo(locale ? setLocale() : "write the path without it")
          .cause(e)
          .build();
    }
  }

  /**
   * Whether a path stands for something that may be waited for in vain, or has no end: a named
   * pipe, a socket, a device, or a file that the kernel makes while it is read, such as its log.
   * Standard input, or {@code <(command)} in a shell, is what the user has connected.
   */
  public static boolean isEndless(Path path) {
    return !CONNECTED.matcher(path.toAbsolutePath().normalize().toString()).matches()
        && Files.exists(path)
        && !Files.isDirectory(path)
        && (!Files.isRegularFile(path) || isOfKernel(path));
  }

  private static boolean isOfKernel(Path path) {
    try {
      Path real = path.toRealPath();
      return KERNEL.stream().anyMatch(real::startsWith);
    } catch (IOException e) {
      return false; // opening it will say why
    }
  }

  /** The encoding of names of files, as the locale of the process says it. */
  public static String encoding() {
    return "the encoding " + System.getProperty("sun.jnu.encoding", "unknown") + " of the locale";
  }

  /** What to do about names of files that the locale cannot write. */
  public static String setLocale() {
    return "set a locale of UTF-8, such as LC_ALL=C.UTF-8 or LC_ALL=en_US.UTF-8 ('locale -a' lists"
        + " those of this machine), and run again";
  }

  /** What a failure of the file system says, without the path that is named beside it. */
  public static String reason(Exception failure) {
    return LocalFiles.reason(failure);
  }
}
