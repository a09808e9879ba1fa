package org.fieldbeam.data.row;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.data.dataset.DatasetKind;

/** A batch of a measurement dataset: scalars per configuration, one array per scalar. */
public final class MeasurementBatch implements Rows {
  /** How the rows of measurements are read and written. */
  public static final RowCodec<MeasurementBatch> ROWS =
      RowCodec.<MeasurementBatch>of(DatasetKind.MEASUREMENTS)
          .longs("chain", MeasurementBatch::chain)
          .longs("step", MeasurementBatch::step)
          .doubles("log_weight", MeasurementBatch::logWeight)
          .scalars(MeasurementBatch::names, MeasurementBatch::scalar);

  private final List<String> names;
  private final int capacity;
  private final long[] chain;
  private final long[] step;
  private final double[] logWeight;
  private final double[][] scalars;
  private int size;

  /** An empty batch of the named scalars for up to {@code capacity} configurations. */
  public MeasurementBatch(List<String> names, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    this.names = List.copyOf(names);
    this.capacity = capacity;
    chain = new long[capacity];
    step = new long[capacity];
    logWeight = new double[capacity];
    Arrays.fill(logWeight, Double.NaN);
    scalars = new double[names.size()][capacity];
  }

  /** Names of the scalars, in the order of the columns. */
  public List<String> names() {
    return names;
  }

  /** Largest number of configurations. */
  @Override
  public int capacity() {
    return capacity;
  }

  /** Number of configurations in the batch. */
  @Override
  public int size() {
    return size;
  }

  /** Sets the number of configurations. */
  @Override
  public void resize(int newSize) {
    if (newSize < 0 || newSize > capacity) {
      throw new IllegalArgumentException("size " + newSize + " of capacity " + capacity);
    }
    size = newSize;
  }

  /** Chain of each configuration. */
  public long[] chain() {
    return chain;
  }

  /** Step of each configuration. */
  public long[] step() {
    return step;
  }

  /** log of the importance weight; NaN if the ensemble is unweighted. */
  public double[] logWeight() {
    return logWeight;
  }

  /** Values of scalar number {@code index}. */
  public double[] scalar(int index) {
    return scalars[index];
  }

  /** Values of the named scalar. */
  public double[] scalar(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no scalar " + name + "; there are " + names);
    }
    return scalars[index];
  }

  @Override
  public void copyRow(int to, Rows source, int from) {
    MeasurementBatch other = (MeasurementBatch) source;
    chain[to] = other.chain[from];
    step[to] = other.step[from];
    logWeight[to] = other.logWeight[from];
    for (int i = 0; i < scalars.length; i++) {
      scalars[i][to] = other.scalars[i][from];
    }
  }
}
