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
public abstract class FieldBatch extends ChainRows {
  /** Name of the column of fields. */
  public static final String FIELD = "field";

  private final int[] shape;
  private final int volume;
  private final double[] fields;

  /** A batch of configurations of a row's shape, {@link DatasetInfo#rowShape}. */
  FieldBatch(int[] shape, int capacity) {
    super(capacity);
    this.shape = shape.clone();
    this.volume = DatasetInfo.rowValues(shape);
    if ((long) volume * capacity > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "batch of " + capacity + " configurations of shape " + Arrays.toString(shape));
    }
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

  /** The fields, V * B values in use, index value * B + b. */
  public double[] fields() {
    return fields;
  }

  /** Copies the field of configuration b into {@code target}, C order. */
  public void copyField(int b, double[] target) {
    for (int x = 0; x < volume; x++) {
      target[x] = fields[x * size() + b];
    }
  }

  /** Sets the field of configuration b from {@code source}, C order. */
  public void setField(int b, double[] source) {
    for (int x = 0; x < volume; x++) {
      fields[x * size() + b] = source[x];
    }
  }

  @Override
  public void copyRow(int to, Rows source, int from) {
    super.copyRow(to, source, from);
    FieldBatch other = (FieldBatch) source;
    for (int x = 0; x < volume; x++) {
      fields[x * size() + to] = other.fields[x * other.size() + from];
    }
  }
}
