package org.fieldbeam.data.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.fieldbeam.data.numpy.NumpyArray;
import org.fieldbeam.data.numpy.NumpyHeader;
import org.fieldbeam.data.numpy.NumpyType;

/**
 * The fields of a NumPy array of real or complex numbers, of which the first or the last axis
 * counts configurations, or the first two do, and the others are the lattice. A complex number is
 * given as its real and its imaginary part, one after the other.
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
  private final int parts;
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
   * @param array float64, float32, complex128 or complex64, of two axes or more
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
    this.parts = header.type().parts();
    this.shape = ConfigurationAxis.ofNumbers(shape, parts);
    this.volume = ConfigurationAxis.volume(shape);
    this.count = Arrays.stream(header.shape()).reduce(1, Math::multiplyExact) / volume;
    this.together = header.fortran() == lastAxis;
    this.sites = header.fortran() && shape.length > 1 ? fortranSites(shape) : null;
    this.buffer = array.buffer();
    long fit = Math.max(1, windowBytes / (8L * volume * parts));
    this.window = new double[together ? 0 : Math.toIntExact(Math.min(fit, count) * volume * parts)];
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
      int numbers = volume * parts;
      System.arraycopy(window, (int) (next - windowStart) * numbers, field, 0, numbers);
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

  /** Takes the parts of an element, the {@code at}-th of what is filled. */
  private void take(ByteBuffer from, double[] to, int at) {
    NumpyType type = array.header().type();
    for (int part = 0; part < parts; part++) {
      to[at * parts + part] = type.get(from);
    }
  }

  private void read(double[] field) throws IOException {
    NumpyType type = array.header().type();
    int chunk = buffer.capacity() / type.bytes();
    for (int from = 0; from < volume; ) {
      int n = Math.min(chunk, volume - from);
      array.fill(in, buffer, n * type.bytes());
      for (int i = 0; i < n; i++) {
        take(buffer, field, sites == null ? from + i : sites[from + i]);
      }
      from += n;
    }
  }

  /** Picks the next configurations out of the whole array. */
  private void pick() throws IOException {
    NumpyType type = array.header().type();
    windowStart = next;
    int size = (int) Math.min(window.length / (volume * parts), count - windowStart);
    int chunk = buffer.capacity() / type.bytes();
    try (InputStream all = array.data()) {
      for (int site = 0; site < volume; site++) {
        int to = sites == null ? site : sites[site];
        all.skipNBytes(windowStart * type.bytes());
        for (int from = 0; from < size; ) {
          int n = Math.min(chunk, size - from);
          array.fill(all, buffer, n * type.bytes());
          for (int i = 0; i < n; i++) {
            take(buffer, window, (from + i) * volume + to);
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
    int[] sites = new int[ConfigurationAxis.volume(shape)];
    int[] index = new int[shape.length];
    for (int at = 0; at < sites.length; at++) {
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
