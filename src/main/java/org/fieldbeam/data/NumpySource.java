package org.fieldbeam.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fields in a {@code .npy} file or in one array of a {@code .npz} file. The first axis counts
 * configurations, the others are the lattice. C order is streamed; Fortran order, in which every
 * configuration is scattered over the whole file, is read into memory.
 */
final class NumpySource implements ImportSource {
  private final String where;
  private final InputStream in;
  private final NumpyHeader header;
  private final int[] shape;
  private final long count;
  private final byte[] row;
  private double[] scattered;
  private long next;

  private NumpySource(InputStream in, String where) throws IOException {
    this.in = in;
    this.where = where;
    this.header = NumpyHeader.read(in, where);
    long[] extents = header.shape();
    if (extents.length < 2 || extents.length > 5 || Arrays.stream(extents).anyMatch(e -> e < 1)) {
      throw UserException.of("NumPy array has no shape of an ensemble")
          .where(where)
          .given(Arrays.toString(extents))
          .allowed("(N, L), (N, L, L), (N, L, L, L) or (N, L, L, L, L); N configurations first")
          .todo("reshape it in Python; a single configuration is array[None, ...]")
          .build();
    }
    shape = Arrays.stream(extents, 1, extents.length).mapToInt(Math::toIntExact).toArray();
    count = extents[0];
    row = new byte[Math.multiplyExact(DatasetInfo.volume(shape), header.valueBytes())];
    if (header.fortran()) {
      scattered = all();
    }
  }

  /**
   * Opens a file.
   *
   * @param array name of the array in a {@code .npz} file; null if there is only one
   */
  static NumpySource open(String path, String array) throws IOException {
    InputStream in = Channels.newInputStream(Storage.open(path));
    try {
      if (!path.endsWith(".npz")) {
        return new NumpySource(new java.io.BufferedInputStream(in, 1 << 16), path);
      }
      String entry = entry(path, array);
      ZipInputStream zip = new ZipInputStream(in);
      ZipEntry found = zip.getNextEntry();
      while (found != null && !found.getName().equals(entry)) {
        found = zip.getNextEntry();
      }
      return new NumpySource(zip, path + ", array " + entry);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public boolean next(double[] field) throws IOException {
    if (next == count) {
      return false;
    }
    if (scattered != null) {
      int volume = field.length;
      System.arraycopy(scattered, Math.toIntExact(next * volume), field, 0, volume);
    } else {
      if (in.readNBytes(row, 0, row.length) < row.length) {
        throw NumpyHeader.truncated(where, "configuration " + next + " of " + count);
      }
      decode(row, field, 0);
    }
    next++;
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void decode(byte[] bytes, double[] target, int from) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(header.order());
    int values = bytes.length / header.valueBytes();
    if (header.valueBytes() == 8) {
      buffer.asDoubleBuffer().get(target, from, values);
    } else {
      for (int i = 0; i < values; i++) {
        target[from + i] = buffer.getFloat();
      }
    }
  }

  /** All values of a Fortran-ordered array, brought into C order. */
  private double[] all() throws IOException {
    if (header.values() > (1 << 28)) {
      throw UserException.of("Fortran-ordered array is too large to be reordered in memory")
          .where(where)
          .given(header.values() + " values")
          .allowed((1 << 28) + " values")
          .todo("save it in C order: numpy.save(path, numpy.ascontiguousarray(array))")
          .build();
    }
    int values = (int) header.values();
    double[] fortran = new double[values];
    for (int from = 0; from < values; from += row.length / header.valueBytes()) {
      if (in.readNBytes(row, 0, row.length) < row.length) {
        throw NumpyHeader.truncated(where, "values");
      }
      decode(row, fortran, from);
    }
    long[] extents = header.shape();
    double[] result = new double[values];
    int[] index = new int[extents.length];
    for (int at = 0; at < values; at++) {
      int c = 0;
      for (int axis = 0; axis < extents.length; axis++) {
        c = c * (int) extents[axis] + index[axis];
      }
      result[c] = fortran[at];
      for (int axis = 0; axis < extents.length && ++index[axis] == extents[axis]; axis++) {
        index[axis] = 0;
      }
    }
    return result;
  }

  /** Name of the zip entry of an array. */
  private static String entry(String path, String array) throws IOException {
    java.util.List<String> names = new java.util.ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(Channels.newInputStream(Storage.open(path)))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        names.add(e.getName());
      }
    }
    String wanted = array == null ? (names.size() == 1 ? names.get(0) : null) : array + ".npy";
    if (wanted == null || !names.contains(wanted)) {
      throw UserException.of(
              names.isEmpty() ? "not a NumPy .npz file" : "which array of the .npz file?")
          .where(path)
          .given(array == null ? "none" : array)
          .allowed(
              names.stream()
                  .map(name -> name.replaceAll("\\.npy$", ""))
                  .collect(java.util.stream.Collectors.joining(", ")))
          .todo("name one of them with --column NAME")
          .build();
    }
    return wanted;
  }
}
