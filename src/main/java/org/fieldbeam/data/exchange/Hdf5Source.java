package org.fieldbeam.data.exchange;

import org.fieldbeam.data.UserException;
import org.fieldbeam.data.hdf5.Hdf5Dataset;

/**
 * The fields of a dataset of HDF5, read by as many configurations together as fit into {@value
 * #WINDOW} bytes, whole chunks where they are smaller. A chunk is decompressed whole: where one is
 * larger, memory is that of the configurations that it holds.
 */
final class Hdf5Source implements ImportSource {
  static final int WINDOW = 1 << 24;

  /** Of a window as large as this, which larger chunks would need, Java cannot make an array. */
  private static final long LARGEST = 1L << 31;

  private final Hdf5Dataset dataset;
  private final ConfigurationAxis axis;
  private final int parts;

  /** Real numbers of a configuration. */
  private final int volume;

  /** Configurations along the axis that is read, of one chain where the first axis counts them. */
  private final long length;

  private final int rows;
  private final double[] window;
  private final double[] transposed;
  private long next;
  private long windowStart;
  private long windowEnd;

  Hdf5Source(Hdf5Dataset dataset, ConfigurationAxis axis) {
    this.dataset = dataset;
    this.axis = axis;
    this.parts = dataset.parts();
    this.volume = Math.multiplyExact(ConfigurationAxis.volume(axis.shape()), parts);
    this.length = axis.chains() > 0 ? axis.count() / axis.chains() : axis.count();
    int along = axis.last() ? axis.shape().length : axis.chains() > 0 ? 1 : 0;
    int chunk = dataset.chunk()[along];
    long fit = Math.max(1, WINDOW / (8L * volume));
    long whole = Math.min(Math.max(1, length), Math.max(fit / chunk, 1) * chunk);
    if (whole * volume * Double.BYTES > LARGEST) {
      throw UserException.of("the chunks of the dataset are too large to be read")
          .where(dataset.where())
          .given("chunks of " + chunk + " configurations of " + volume + " numbers")
          .allowed(LARGEST + " bytes for the configurations of a chunk")
          .todo("write it in smaller chunks: h5repack -l /DATASET:CHUNK=1x...")
          .build();
    }
    this.rows = (int) whole;
    this.window = new double[rows * volume];
    this.transposed = axis.last() ? new double[rows * volume] : null;
  }

  @Override
  public int[] shape() {
    return axis.numbers(parts);
  }

  @Override
  public boolean next(double[] field) {
    if (next == axis.count()) {
      return false;
    }
    if (next == windowEnd) {
      read();
    }
    System.arraycopy(window, (int) (next - windowStart) * volume, field, 0, volume);
    next++;
    return true;
  }

  private void read() {
    int[] shape = axis.shape();
    int lead = axis.last() ? 0 : axis.chains() > 0 ? 2 : 1;
    long[] offset = new long[shape.length + Math.max(lead, 1)];
    int[] extents = new int[offset.length];
    System.arraycopy(shape, 0, extents, lead, shape.length);
    long from = next % length;
    int n = (int) Math.min(rows, length - from);
    int along = axis.last() ? shape.length : lead - 1;
    offset[along] = from;
    extents[along] = n;
    if (lead == 2) {
      offset[0] = next / length;
      extents[0] = 1;
    }
    if (axis.last()) {
      dataset.read(offset, extents, transposed);
      for (int x = 0; x < volume / parts; x++) {
        for (int i = 0; i < n; i++) {
          System.arraycopy(transposed, (x * n + i) * parts, window, i * volume + x * parts, parts);
        }
      }
    } else {
      dataset.read(offset, extents, window);
    }
    windowStart = next;
    windowEnd = next + n;
  }

  @Override
  public void close() {}
}
