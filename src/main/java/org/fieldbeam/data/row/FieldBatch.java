package org.fieldbeam.data.row;

import java.util.Arrays;
import org.fieldbeam.data.dataset.DatasetInfo;

/**
 * Configurations with the batch index fastest, as the kernels of the core take them: the field of
 * configuration b at value x is {@code fields()[x * size() + b]}; its values are in the order of
 * the {@link org.fieldbeam.core.field.FieldLayout}.
 *
 * <p>Subclasses add the other columns of their kind. Arrays are allocated once for the capacity and
 * reused; entries from {@code size()} on are left over and mean nothing. Not thread safe.
 */
public abstract class FieldBatch implements Rows {
  /** Name of the column of fields. */
  public static final String FIELD = "field";

  private final int[] shape;
  private final int volume;
  private final int capacity;
  private final long[] chain;
  private final long[] step;
  private final double[] fields;
  private int size;

  /** A batch of configurations of a row's shape, {@link DatasetInfo#rowShape}. */
  FieldBatch(int[] shape, int capacity) {
    this.shape = shape.clone();
    this.volume = DatasetInfo.rowValues(shape);
    if (capacity < 1 || (long) volume * capacity > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "batch of " + capacity + " configurations of shape " + Arrays.toString(shape));
    }
    this.capacity = capacity;
    this.chain = new long[capacity];
    this.step = new long[capacity];
    this.fields = new double[volume * capacity];
  }

  /** Extents of a configuration as an array (a copy): see {@link DatasetInfo#rowShape}. */
  public int[] shape() {
    return shape.clone();
  }

  /** Number of field values V of a configuration. */
  public int volume() {
    return volume;
  }

  /** Largest number of configurations. */
  @Override
  public int capacity() {
    return capacity;
  }

  /** Number of configurations B in the batch; the stride of the layout. */
  @Override
  public int size() {
    return size;
  }

  /**
   * Sets the number of configurations. The layout of {@link #fields()} depends on it, so all fields
   * must be filled afresh.
   */
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

  /** The fields, V * B values in use, index value * B + b. */
  public double[] fields() {
    return fields;
  }

  /** Copies the field of configuration b into {@code target}, C order. */
  public void copyField(int b, double[] target) {
    for (int x = 0; x < volume; x++) {
      target[x] = fields[x * size + b];
    }
  }

  /** Sets the field of configuration b from {@code source}, C order. */
  public void setField(int b, double[] source) {
    for (int x = 0; x < volume; x++) {
      fields[x * size + b] = source[x];
    }
  }

  @Override
  public void copyRow(int to, Rows source, int from) {
    FieldBatch other = (FieldBatch) source;
    chain[to] = other.chain[from];
    step[to] = other.step[from];
    for (int x = 0; x < volume; x++) {
      fields[x * size + to] = other.fields[x * other.size + from];
    }
  }
}
