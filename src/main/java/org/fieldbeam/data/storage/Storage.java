package org.fieldbeam.data.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.fieldbeam.data.UserException;

/**
 * Whole files on any file system Beam knows: local paths, {@code hdfs://}, object stores.
 *
 * <p>Writing goes to a temporary name in the same folder and is renamed at the end, so that readers
 * never see half a file.
 */
public final class Storage {
  private static final int WRITE_ATTEMPTS = 3;
  private static final int SHA256_DIGITS = 64;

  /** Largest file that is read into one array: a checkpoint. */
  private static final int MOST_BYTES = 1 << 30;

  /** Largest text that is read into one tree; whatever may be longer is read as a stream. */
  private static final int MOST_TEXT = 1 << 28;

  private Storage() {}

  /**
   * The path of {@code name} in {@code folder}.
   *
   * @throws UserException if the folder is blank: the path would lie in the root of the disk
   */
  public static String resolve(String folder, String name) {
    if (folder.isBlank()) {
      throw UserException.of("the name of a folder is blank")
          .allowed("the path or URI of a folder, such as . or out/name")
          .todo("give one; in a script, look for a variable that is not set")
          .build();
    }
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  /**
   * Refuses a URI of a file system that is not there.
   *
   * @throws UserException if no file system of its scheme is on the class path
   */
  public static void requireFileSystem(String path) {
    RemoteFiles.require(path);
  }

  /**
   * Whether a file of this name exists; on local disks also a folder.
   *
   * @throws UserException if the file system of the path is not there, or does not say
   */
  public static boolean exists(String path) {
    Optional<Path> local = LocalPaths.of(path);
    // Beam would take the name of a missing local file for a glob
    return local.isPresent() ? LocalFiles.exists(local.get()) : RemoteFiles.size(path).isPresent();
  }

  /**
   * Length of a file in bytes.
   *
   * @throws UserException if there is no such file
   */
  public static long size(String path) {
    Optional<Path> local = LocalPaths.of(path);
    if (local.isEmpty()) {
      return RemoteFiles.size(path).orElseThrow(() -> missing(path, new NoSuchFileException(path)));
    }
    try {
      return Files.size(local.get());
    } catch (NoSuchFileException e) {
      throw missing(path, e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Paths of the regular files in a folder that match a glob, sorted; none is not an error. Only
   * the pattern is a glob: on the local file system the folder may have any name.
   *
   * @param pattern a glob relative to the folder; slashes divide it into levels
   */
  public static List<String> list(String folder, String pattern) {
    return List.copyOf(sizes(folder, pattern).keySet());
  }

  /** The files of {@link #list} with their lengths in bytes: one question for a whole folder. */
  public static SortedMap<String, Long> sizes(String folder, String pattern) {
    Optional<Path> local = LocalPaths.of(folder);
    if (local.isEmpty()) {
      return RemoteFiles.sizes(resolve(folder, pattern));
    }
    try {
      SortedMap<String, Long> found = new TreeMap<>();
      list(local.get(), pattern, found);
      return found;
    } catch (IOException e) {
      throw unlistable(resolve(folder, pattern), e);
    }
  }

  private static void list(Path folder, String pattern, SortedMap<String, Long> found)
      throws IOException {
    if (!LocalFiles.exists(folder) || !Files.isDirectory(folder)) {
      return;
    }
    int slash = pattern.indexOf('/');
    String name = slash < 0 ? pattern : pattern.substring(0, slash);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, name)) {
      for (Path entry : entries) {
        if (slash >= 0) {
          list(entry, pattern.substring(slash + 1), found);
          continue;
        }
        try {
          BasicFileAttributes file = Files.readAttributes(entry, BasicFileAttributes.class);
          if (file.isRegularFile()) { // a pipe would never end
            found.put(entry.toString(), file.size());
          }
        } catch (NoSuchFileException e) {
          // deleted since the folder was listed: another process may be at work
        }
      }
    }
  }

  /**
   * Opens a file for reading.
   *
   * @throws UserException if there is no such file, it cannot be read, or is a pipe or a device
   */
  public static ReadableByteChannel open(String path) {
    if (LocalPaths.of(path).filter(LocalPaths::isEndless).isPresent()) {
      throw UserException.of("a pipe or a device, not a file")
          .where(path)
          .allowed("a regular file, or a link to one")
          .todo("write what comes from there into a file and name that, or check the path")
          .build();
    }
    try {
      return RemoteFiles.ask(() -> FileSystems.open(RemoteFiles.resource(path)));
    } catch (FileNotFoundException e) {
      // which Java also says of a file that may not be read, and of a folder
      throw LocalPaths.of(path).filter(LocalFiles::exists).isPresent()
          ? unreadable(path, e)
          : missing(path, e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The whole file. */
  public static byte[] readBytes(String path) {
    return readBytes(path, MOST_BYTES);
  }

  private static byte[] readBytes(String path, int most) {
    try (InputStream in = Channels.newInputStream(open(path))) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw UserException.of("the file is too large to be read at once")
            .where(path)
            .given("more than " + most + " bytes")
            .allowed("up to " + most + " bytes")
            .todo("check that it is a file of fieldbeam, and no device or link to one")
            .build();
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * The whole file as UTF-8 text.
   *
   * @throws UserException if it cannot be read or has more than 256 MiB
   */
  public static String readText(String path) {
    return new String(readBytes(path, MOST_TEXT), StandardCharsets.UTF_8);
  }

  /** Writes UTF-8 text; see {@link #writeBytes}. */
  public static void writeText(String path, String text) {
    writeBytes(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a file at once: it has either its old content or the new one, never a part.
   *
   * @throws UserException if the folder is not writable
   */
  public static void writeBytes(String path, byte[] content) {
    writeStream(path, out -> out.write(content));
  }

  /** What {@link #writeStream} runs. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything; the stream is buffered and closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Like {@link #writeBytes}, for content that is too large for memory. It may be written more than
   * once.
   */
  public static void writeStream(String path, Content content) {
    writeStream(path, content, () -> {});
  }

  /**
   * Like {@link #writeStream(String, Content)}.
   *
   * @param last asked before the file gets its name; may throw to prevent that
   */
  public static void writeStream(String path, Content content, Runnable last) {
    for (int attempt = 1; ; attempt++) {
      String temporary = Temporaries.name(path);
      boolean done = false;
      try {
        try (OutputStream out =
            new java.io.BufferedOutputStream(
                Channels.newOutputStream(create(temporary, "application/octet-stream")), 1 << 16)) {
          content.writeTo(out);
        }
        last.run();
        rename(temporary, path);
        done = true;
        return;
      } catch (IOException | UncheckedIOException e) {
        // another run that ended in this folder may have cleaned it between write and rename
        if (attempt == WRITE_ATTEMPTS || exists(temporary)) {
          throw unwritable(path, e);
        }
      } finally {
        if (!done) {
          delete(temporary);
        }
      }
    }
  }

  public static WritableByteChannel create(String path, String mimeType) throws IOException {
    return RemoteFiles.ask(() -> FileSystems.create(RemoteFiles.resource(path), mimeType));
  }

  /**
   * Renames a file, replacing what stands under the new name. Object stores copy it instead, which
   * shows the copy when it is whole, and delete the old one.
   */
  public static void rename(String from, String to) throws IOException {
    RemoteFiles.ask(
        () -> {
          FileSystems.rename(
              List.of(RemoteFiles.resource(from)), List.of(RemoteFiles.resource(to)));
          return null;
        });
  }

  /** Deletes a file if it is there. */
  public static void delete(String path) {
    try {
      Optional<Path> local = LocalPaths.of(path);
      if (local.isPresent()) {
        Files.deleteIfExists(local.get());
        return;
      }
      RemoteFiles.ask(
          () -> {
            FileSystems.delete(
                List.of(RemoteFiles.resource(path)), StandardMoveOptions.IGNORE_MISSING_FILES);
            return null;
          });
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** SHA-256 of a file, 64 hexadecimal digits. */
  public static String sha256(String path) {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Channels.newInputStream(open(path))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of UTF-8 text, 64 hexadecimal digits. */
  public static String sha256OfText(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Whether a text can be the SHA-256 of something: 64 lower-case hexadecimal digits. No file is
   * known whose hash is zero; it stands where a hash was left out.
   */
  public static boolean isSha256(String text) {
    if (text.length() != SHA256_DIGITS) {
      return false;
    }
    boolean zero = true;
    for (int i = 0; i < SHA256_DIGITS; i++) {
      char digit = text.charAt(i);
      if (!(digit >= '0' && digit <= '9') && !(digit >= 'a' && digit <= 'f')) {
        return false;
      }
      zero &= digit == '0';
    }
    return !zero;
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether a failure says of itself that a disk is full or a quota is used up. */
  public static boolean isFull(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("No space left on device") || message.contains("Disk quota exceeded");
  }

  public static UserException unwritable(String path, Exception cause) {
    return UserException.of("cannot write: " + LocalFiles.reason(cause))
        .where(path)
        .allowed("a folder that exists or can be made, writable, with room left")
        .todo("choose another output folder or change its permissions")
        .cause(cause)
        .build();
  }

  static UserException unlistable(String pattern, Exception cause) {
    return UserException.of("cannot list files: " + LocalFiles.reason(cause))
        .where(pattern)
        .todo("check that the file system can be reached, and the permissions of the folder")
        .cause(cause)
        .build();
  }

  public static UserException unreadable(String path, Exception cause) {
    return UserException.of("cannot read: " + LocalFiles.reason(cause))
        .where(path)
        .todo("check the permissions and the storage")
        .cause(cause)
        .build();
  }

  private static UserException missing(String path, Exception cause) {
    return UserException.of("no such file")
        .where(path)
        .todo("check the spelling of the path")
        .cause(cause)
        .build();
  }
}
