package org.fieldbeam.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens files and folders of configurations that other programs wrote; says what they are if not.
 */
final class ForeignFiles {
  private static final String PARQUET = "PAR1";
  private static final String ENCRYPTED = "PARE";

  /** First bytes of files that people have fields in, and what to do with them. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry(
              "\u0089HDF", "an HDF5 file; in Python: numpy.save(path, h5py.File(file)[name][:])"),
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

  private ForeignFiles() {}

  /**
   * Opens what an import names.
   *
   * @throws UserException if it is not there, or no fields can be read from it
   */
  static ImportFile open(EnsembleImport.Request request) throws IOException {
    String path = request.source();
    if (isFolder(path)) {
      return parquet(request, partsOf(path));
    }
    byte[] start;
    try (InputStream in = Channels.newInputStream(Storage.open(path))) {
      start = in.readNBytes(8);
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (NumpyHeader.isMagic(start) || text.startsWith("PK")) {
      return NumpyEnsemble.open(path, request.column(), request.shape());
    } else if (text.startsWith(PARQUET)) {
      return parquet(request, List.of(path));
    } else if (text.startsWith(ENCRYPTED)) {
      throw ForeignParquet.encrypted(path, null);
    }
    Optional<String> other =
        OTHERS.keySet().stream().filter(text::startsWith).findFirst().map(OTHERS::get);
    String what = other.isPresent() ? other.get().replaceFirst(";.*", "") : "nothing known";
    throw UserException.of(
            start.length == 0 ? "the file is empty" : "the file is neither NumPy's nor Parquet")
        .where(path)
        .given(
            start.length == 0
                ? "0 bytes"
                : what + (other.isPresent() ? "" : "; its first bytes are " + hex(start)))
        .allowed("a .npy, .npz or Parquet file, whatever its name is, or a folder of Parquet files")
        .todo(
            other.isPresent()
                ? other.get().replaceFirst("^[^;]*; ", "")
                : "write the fields with numpy.save, or check that the file was copied whole")
        .build();
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(text.isEmpty() ? "" : " ").append(String.format("%02x", b & 0xff));
    }
    return text.toString();
  }

  private static ImportFile parquet(EnsembleImport.Request request, List<String> files)
      throws IOException {
    if (request.shape() == null) {
      throw UserException.of("a Parquet file does not know the shape of the lattice")
          .where(request.source())
          .todo("give the shape, for example --shape 16,16")
          .build();
    }
    for (String path : files) {
      requireParquet(path);
    }
    return ParquetEnsemble.open(files, request.column(), request.shape());
  }

  /** Looks at both ends, so that what is no Parquet is not called damaged. */
  private static void requireParquet(String path) throws IOException {
    long size = Storage.size(path);
    String start = bytes(path, 0, (int) Math.min(4, size));
    String end = bytes(path, Math.max(0, size - 4), (int) Math.min(4, size));
    if (start.equals(ENCRYPTED) || end.equals(ENCRYPTED)) {
      throw ForeignParquet.encrypted(path, null);
    }
    if (!start.equals(PARQUET) || !end.equals(PARQUET) || size < 12) {
      boolean cut = start.equals(PARQUET);
      throw UserException.of(
              size == 0
                  ? "the file is empty"
                  : cut ? "Parquet file is truncated: its end is missing" : "not a Parquet file")
          .where(path)
          .given(size + " bytes")
          .allowed("a file that begins and ends with " + PARQUET)
          .todo("copy it again from where it came from")
          .build();
    }
  }

  private static String bytes(String path, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try (ReadableByteChannel channel = Storage.open(path)) {
      if (!(channel instanceof SeekableByteChannel seekable)) {
        throw new IOException("the file system of " + path + " cannot read at any position");
      }
      seekable.position(position);
      while (buffer.hasRemaining() && seekable.read(buffer) >= 0) {
        // until it is full
      }
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
  }

  private static boolean isFolder(String path) {
    Optional<Path> local = LocalPaths.of(path);
    return local.isPresent()
        ? Files.isDirectory(local.get())
        : !Storage.exists(path) && !Storage.list(path, "*").isEmpty();
  }

  /** The files of a folder as Spark, pandas and DuckDB write it; hidden ones are not data. */
  private static List<String> partsOf(String folder) throws IOException {
    List<String> parts = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String path : entries(folder)) {
      String name = path.replaceAll("/+$", "").replaceFirst(".*/", "");
      if (name.equals(Manifest.FILE_NAME)) {
        throw UserException.of("this is a dataset of fieldbeam already")
            .where(folder)
            .todo("name it in a pipeline file by its path, which must have a / in it")
            .build();
      } else if (name.equals("_temporary") || name.equals("_delta_log")) {
        throw UserException.of(
                name.equals("_temporary")
                    ? "a job has not finished writing this folder"
                    : "this folder is a table, and not all its files are data that counts")
            .where(folder)
            .given("it has " + name)
            .todo(
                name.equals("_temporary")
                    ? "wait for the job, or run it again"
                    : "write the rows you want as a Parquet file or folder of its own")
            .build();
      } else if (name.endsWith(".parquet") && !path.endsWith("/")) {
        parts.add(path);
      } else if (!name.startsWith("_") && !name.startsWith(".")) {
        others.add(name + (path.endsWith("/") ? "/" : ""));
      }
    }
    if (parts.isEmpty() || !others.isEmpty()) {
      throw UserException.of(
              parts.isEmpty()
                  ? "no Parquet files in this folder"
                  : "not all files here are Parquet")
          .where(folder)
          .given(others.isEmpty() ? "nothing" : String.join(", ", others))
          .allowed("a folder of files *.parquet, as Spark writes it, and no others")
          .todo("name a file, or a folder of Parquet files; of a partitioned table, one partition")
          .build();
    }
    return parts;
  }

  /** Paths of all that is in a folder, sorted; folders end in a slash. */
  private static List<String> entries(String folder) throws IOException {
    Optional<Path> local = LocalPaths.of(folder);
    if (local.isEmpty()) {
      return Storage.list(folder, "*");
    }
    try (Stream<Path> all = Files.list(local.get())) {
      String[] paths =
          all.map(path -> Files.isDirectory(path) ? path + "/" : path.toString())
              .toArray(String[]::new);
      Arrays.sort(paths);
      return List.of(paths);
    }
  }
}
