package org.fieldbeam.data.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.data.storage.Storage;

/**
 * Opens files and folders of configurations that other programs wrote; says what they are if not.
 */
final class ForeignFiles {
  /** First bytes of files that people have fields in, and what to do with them. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("\u001f\u008b", "a file compressed by gzip; decompress it first"),
          Map.entry("(\u00b5/\u00fd", "a file compressed by zstd; decompress it first"),
          Map.entry("\u00fd7zXZ", "a file compressed by xz; decompress it first"),
          Map.entry("BZh", "a file compressed by bzip2; decompress it first"),
          Map.entry("\u0080\u0002", "a pickle of Python; save the array with numpy.save"),
          Map.entry("\u0080\u0003", "a pickle of Python; save the array with numpy.save"),
          Map.entry("\u0080\u0004", "a pickle of Python; save the array with numpy.save"),
          Map.entry("\u0080\u0005", "a pickle of Python; save the array with numpy.save"),
          Map.entry("ARROW1", "an Arrow (Feather) file; write it as Parquet"),
          Map.entry("ORC", "an ORC file; write it as Parquet"),
          Map.entry("Obj\u0001", "an Avro file; write it as Parquet"),
          Map.entry(
              "MATLAB", "a file of MATLAB; in Python: numpy.save(path, loadmat(file)[name])"));

  /** Bytes of an unknown file that are shown. */
  private static final int SHOWN = 8;

  private ForeignFiles() {}

  /**
   * Opens what an import names.
   *
   * @throws UserException if it is not there, or no fields can be read from it
   */
  static ImportFile open(EnsembleImport.Request request) throws IOException {
    String path = request.source();
    boolean folder = isFolder(path);
    byte[] start = folder ? new byte[0] : start(path);
    Optional<ImportKind> kind = kind(request, folder, start);
    if (kind.isPresent()) {
      return kind.get().open(request);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    Optional<String> other =
        OTHERS.keySet().stream().filter(text::startsWith).findFirst().map(OTHERS::get);
    String what = other.isPresent() ? other.get().replaceFirst(";.*", "") : "nothing known";
    throw UserException.of(
            start.length == 0
                ? "the file is empty"
                : "the file is of no format that can be imported")
        .where(path)
        .given(
            start.length == 0
                ? "0 bytes"
                : what + (other.isPresent() ? "" : "; its first bytes are " + hex(start)))
        .allowed(
            ImportKind.all().all().stream()
                .map(ImportKind::suits)
                .collect(Collectors.joining("; ", "", "; whatever the name is")))
        .todo(
            other.isPresent()
                ? other.get().replaceFirst("^[^;]*; ", "")
                : "write the fields with numpy.save, or check that the file was copied whole")
        .build();
  }

  /** The format that the request names, or else the first by name that the file is of. */
  private static Optional<ImportKind> kind(
      EnsembleImport.Request request, boolean folder, byte[] start) {
    return request.format() != null
        ? Optional.of(ImportKind.all().get(request.format()))
        : ImportKind.all().all().stream().filter(each -> each.isOf(folder, start)).findFirst();
  }

  private static byte[] start(String path) throws IOException {
    try (InputStream in = Channels.newInputStream(Storage.open(path))) {
      return in.readNBytes(ImportKind.KNOWN_BY);
    }
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : Arrays.copyOf(bytes, Math.min(SHOWN, bytes.length))) {
      text.append(text.isEmpty() ? "" : " ").append(String.format("%02x", b & 0xff));
    }
    return text.toString();
  }

  static boolean isFolder(String path) {
    Optional<Path> local = LocalPaths.of(path);
    return local.isPresent()
        ? Files.isDirectory(local.get())
        : !Storage.exists(path) && !Storage.list(path, "*").isEmpty();
  }
}
