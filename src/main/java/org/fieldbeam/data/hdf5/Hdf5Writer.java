package org.fieldbeam.data.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.dataset.ContiguousDataset;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a file of HDF5 with contiguous little-endian datasets, row by row.
 *
 * <p>jHDF writes arrays that are in memory whole. It is given arrays whose rows are all one and the
 * same row of zeros, which take no memory but a pointer a row, and the numbers are then written to
 * where the library has put them.
 */
public final class Hdf5Writer implements AutoCloseable {
  /** What the library would say of itself and the machine; equal datasets give equal bytes. */
  private static final String OWN = "_jHDF";

  private final FileChannel channel;
  private final SortedMap<String, Long> next = new TreeMap<>();

  /**
   * A dataset to come.
   *
   * @param name its name
   * @param whole whether it holds 64-bit integers in place of doubles
   * @param extents of all of it, each at least 1
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Layout(String name, boolean whole, int... extents) {
    private Object zeros() {
      Class<?> type = whole ? long.class : double.class;
      Object row = Array.newInstance(type, extents[extents.length - 1]);
      for (int axis = extents.length - 2; axis >= 0; axis--) {
        Object rows = Array.newInstance(row.getClass(), extents[axis]);
        Arrays.fill((Object[]) rows, row);
        row = rows;
      }
      return row;
    }
  }

  private Hdf5Writer(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Writes a file with datasets of zeros.
   *
   * @param attributes of the file: texts, longs and doubles
   */
  public static Hdf5Writer create(Path file, List<Layout> datasets, Map<String, Object> attributes)
      throws IOException {
    String where = file.toString();
    Hdf5Calls.call(
        where,
        () -> {
          try (WritableHdfFile out = HdfFile.write(file)) {
            out.removeAttribute(OWN);
            attributes.forEach(out::putAttribute);
            datasets.forEach(dataset -> out.putDataset(dataset.name(), dataset.zeros()));
          }
          return file;
        });
    Hdf5Writer writer = new Hdf5Writer(FileChannel.open(file, StandardOpenOption.WRITE));
    Hdf5Calls.call(
        where,
        () -> {
          try (HdfFile in = new HdfFile(file)) {
            for (Layout dataset : datasets) {
              ContiguousDataset written = (ContiguousDataset) in.getDatasetByPath(dataset.name());
              writer.next.put(dataset.name(), written.getDataAddress() + in.getUserBlockSize());
            }
          }
          return file;
        });
    return writer;
  }

  /** Writes the next numbers of a dataset: little-endian bytes. */
  public void append(String dataset, ByteBuffer bytes) throws IOException {
    long at = next.get(dataset);
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    next.put(dataset, at);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
