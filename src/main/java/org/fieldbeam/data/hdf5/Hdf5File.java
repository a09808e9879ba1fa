package org.fieldbeam.data.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfInvalidPathException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.data.storage.Storage;

/** A file of HDF5 that is read. */
public final class Hdf5File implements AutoCloseable {
  /** So many datasets are looked at; beyond, they must be named. */
  public static final int MOST = 100;

  private static final int DEEPEST = 32;
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** Bytes of the start of a file that say where it ends. */
  private static final int START = 64;

  private final String path;
  private final HdfFile file;

  private Hdf5File(String path, HdfFile file) {
    this.path = path;
    this.file = file;
  }

  /** Whether a file with this beginning is one of HDF5. */
  public static boolean isMagic(byte[] start) {
    return start.length >= SIGNATURE.length
        && Arrays.equals(Arrays.copyOf(start, SIGNATURE.length), SIGNATURE);
  }

  /**
   * Opens a file.
   *
   * @throws UserException if it is none of HDF5, or cut off
   * @throws IOException if it cannot be read
   */
  public static Hdf5File open(String path) throws IOException {
    requireWhole(path);
    Optional<Path> local = LocalPaths.of(path);
    if (local.isPresent()) {
      return new Hdf5File(path, Hdf5Calls.call(path, () -> new HdfFile(local.get())));
    }
    ReadableByteChannel channel = Storage.open(path);
    if (!(channel instanceof SeekableByteChannel seekable)) {
      channel.close();
      throw UserException.of("an HDF5 file is not read from front to back")
          .where(path)
          .given("a file system that gives nothing else")
          .todo("copy the file to this machine")
          .build();
    }
    return new Hdf5File(path, Hdf5Calls.call(path, () -> new HdfFile(seekable, URI.create(path))));
  }

  /** The library reads what it finds; a file that was cut off may look whole to it. */
  private static void requireWhole(String path) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(START).order(ByteOrder.LITTLE_ENDIAN);
    try (ReadableByteChannel in = Storage.open(path)) {
      while (start.hasRemaining() && in.read(start) >= 0) {}
    }
    if (!isMagic(Arrays.copyOf(start.array(), start.position()))) {
      throw UserException.of("this is no HDF5 file")
          .where(path)
          .given(start.position() == 0 ? "0 bytes" : "other first bytes than those of an HDF5 file")
          .todo("name a file that HDF5 has written; fieldbeam tells formats apart by itself")
          .build();
    }
    int version = start.get(8);
    int offsets = start.get(version < 2 ? 13 : 9);
    long end =
        offsets == Long.BYTES ? start.getLong(version == 0 ? 40 : version == 1 ? 44 : 28) : 0;
    long size = Storage.size(path);
    if (end > size) {
      throw UserException.of("the HDF5 file is cut off")
          .where(path)
          .given(size + " bytes")
          .allowed(end + " bytes, as its beginning says")
          .todo("copy it again, or close it in the program that writes it")
          .build();
    }
  }

  /** The path of the file. */
  public String path() {
    return path;
  }

  /** The datasets of the file, by their paths; at most {@value #MOST}, and none of other files. */
  public List<Hdf5Dataset> datasets() {
    List<Hdf5Dataset> all = new ArrayList<>();
    Hdf5Calls.call(
        path,
        () -> {
          collect(file, all, 0);
          return all;
        });
    return all;
  }

  private void collect(Group group, List<Hdf5Dataset> all, int depth) {
    List<String> names = new ArrayList<>(group.getChildren().keySet());
    names.sort(null);
    for (String name : names) {
      Node child = group.getChildren().get(name);
      if (all.size() == MOST) {
        return;
      }
      if (child instanceof Dataset dataset) {
        all.add(new Hdf5Dataset(path, dataset));
      } else if (child instanceof Group inner && depth < DEEPEST) {
        collect(inner, all, depth + 1);
      }
    }
  }

  /** The dataset of a path, with or without a slash before it. */
  public Optional<Hdf5Dataset> dataset(String name) {
    return Hdf5Calls.call(
        path + ", " + name,
        () -> {
          try {
            Node node = file.getByPath(name.startsWith("/") ? name.substring(1) : name);
            return node instanceof Dataset dataset
                ? Optional.of(new Hdf5Dataset(path, dataset))
                : Optional.empty();
          } catch (HdfInvalidPathException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public void close() {
    file.close();
  }
}
