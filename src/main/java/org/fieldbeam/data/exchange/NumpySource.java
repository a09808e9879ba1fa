package org.fieldbeam.data.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.numpy.NumpyArray;
import org.fieldbeam.data.numpy.NumpyHeader;
import org.fieldbeam.data.numpy.NumpyType;

/**
 * The fields of a NumPy array of real numbers, of which the first or the last axis counts
 * configurations, or the first two do, and the others are the lattice.
 *
 * <p>Where the elements of a configuration lie together (C order and the first axis, Fortran order
 * and the last) they are streamed. In the other two a configuration is scattered over the whole
 * array: as many of them as fit into {@value #WINDOW} bytes, or one, are picked out of it at a
 * time, so that it is read several times if it is large.
 */
public final class NumpySource implements ImportSource {
  static final int WINDOW = 1 << 26;

  private final NumpyArray array;
  private final int[] shape;
  private final long count;
  private final int volume;
  private final boolean together;

  /** Site in C order of each site in the order of the file; null where both are the same. */
  private final int[] sites;

  private final ByteBuffer buffer;
  private final double[] window;
  private InputStream in;
  private long next;
  private long windowStart;
  private long windowEnd;

  /**
   * The fields of an array.
   *
   * @param array float64 or float32, of two axes or more
   * @param shape extents of the lattice: those of the array without its first, its first two or its
   *     last
   * @param lastAxis whether the last axis counts configurations
   */
  public NumpySource(NumpyArray array, int[] shape, boolean lastAxis) {
    this(array, shape, lastAxis, WINDOW);
  }

  public NumpySource(NumpyArray array, int[] shape, boolean lastAxis, int windowBytes) {
    NumpyHeader header = array.header();
    this.array = array;
    this.shape = shape.clone();
    this.volume = DatasetInfo.rowValues(shape);
    this.count = Arrays.stream(header.shape()).reduce(1, Math::multiplyExact) / volume;
    this.together = header.fortran() == lastAxis;
    this.sites = header.fortran() && shape.length > 1 ? fortranSites(shape) : null;
    this.buffer = array.buffer();
    long fit = Math.max(1, windowBytes / (8L * volume));
    this.window = new double[together ? 0 : Math.toIntExact(Math.min(fit, count) * volume)];
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
    if (together) {
      if (in == null) {
        in = array.data();
      }
      read(field);
      if (next + 1 == count) {
        array.requireEnd(in);
      }
    } else {
      if (next == windowEnd) {
        pick();
      }
      System.arraycopy(window, (int) (next - windowStart) * volume, field, 0, volume);
    }
    next++;
    return true;
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
    }
  }

  private void read(double[] field) throws IOException {
    NumpyType type = array.header().type();
    int chunk = buffer.capacity() / type.bytes();
    for (int from = 0; from < volume; ) {
      int n = Math.min(chunk, volume - from);
      array.fill(in, buffer, n * type.bytes());
      for (int i = 0; i < n; i++) {
        field[sites == null ? from + i : sites[from + i]] = type.get(buffer);
      }
      from += n;
    }
  }

  /** Picks the next configurations out of the whole array. */
  private void pick() throws IOException {
    NumpyType type = array.header().type();
    windowStart = next;
    int size = (int) Math.min(window.length / volume, count - windowStart);
    int chunk = buffer.capacity() / type.bytes();
    try (InputStream all = array.data()) {
      for (int site = 0; site < volume; site++) {
        int to = sites == null ? site : sites[site];
        all.skipNBytes(windowStart * type.bytes());
        for (int from = 0; from < size; ) {
          int n = Math.min(chunk, size - from);
          array.fill(all, buffer, n * type.bytes());
          for (int i = 0; i < n; i++) {
            window[(from + i) * volume + to] = type.get(buffer);
          }
          from += n;
        }
        all.skipNBytes((count - windowStart - size) * type.bytes());
      }
      array.requireEnd(all);
    } catch (EOFException e) {
      throw NumpyHeader.truncated(array.where(), "values");
    }
    windowEnd = windowStart + size;
  }

  private static int[] fortranSites(int[] shape) {
    int volume = DatasetInfo.rowValues(shape);
    int[] sites = new int[volume];
    int[] index = new int[shape.length];
    for (int at = 0; at < volume; at++) {
      int site = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        site = site * shape[axis] + index[axis];
      }
      sites[at] = site;
      for (int axis = 0; axis < shape.length && ++index[axis] == shape[axis]; axis++) {
        index[axis] = 0;
      }
    }
    return sites;
  }
}
