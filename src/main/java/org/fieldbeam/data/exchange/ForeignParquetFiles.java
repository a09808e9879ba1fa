package org.fieldbeam.data.exchange;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.data.storage.Storage;

/** The Parquet files that an import names: one, or those of a folder. */
final class ForeignParquetFiles {
  private static final String PARQUET = "PAR1";
  private static final String ENCRYPTED = "PARE";

  private ForeignParquetFiles() {}

  /** The format {@code parquet}. */
  @AutoService(ImportKind.class)
  public static final class OfFiles implements ImportKind {
    @Override
    public About about() {
      return About.of(
          "parquet",
          "A row for each configuration, its field a list of doubles or floats in C order, the"
              + " imaginary parts of complexified fields a second one, NAME_imag; columns chain, step,"
              + " log_weight, accepted and delta_h are taken along. The shape has to be given.");
    }

    @Override
    public boolean isOf(boolean folder, byte[] start) {
      String text = new String(start, StandardCharsets.ISO_8859_1);
      return folder || text.startsWith(PARQUET) || text.startsWith(ENCRYPTED);
    }

    @Override
    public String suits() {
      return "a Parquet file, or a folder of such";
    }

    @Override
    public ImportFile open(EnsembleImport.Request request) throws IOException {
      return parquet(
          request,
          ForeignFiles.isFolder(request.source())
              ? partsOf(request.source())
              : List.of(request.source()));
    }
  }

  private static ImportFile parquet(EnsembleImport.Request request, List<String> files)
      throws IOException {
    for (String path : files) {
      requireParquet(path);
    }
    if (request.shape() == null) {
      throw UserException.of("a Parquet file does not know the shape of the lattice")
          .where(request.source())
          .todo("give the shape, for example --shape 16,16")
          .build();
    }
    return ParquetEnsemble.open(
        files, new ParquetFields(request.column(), request.isComplexified()), request.shape());
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
