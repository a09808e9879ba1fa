package org.fieldbeam.data.dataset;

import java.util.Arrays;

/**
 * Rows in columnar primitive arrays, one array per column; list columns lie row after row. Absent
 * values are NaN in optional double columns and -1 in boolean ones.
 */
public final class RowGroup {
  private static final int TILE = 8;

  private final ShardSchema schema;
  private final int capacity;
  private final Object[] data;
  private int allocated;
  private int rows;

  RowGroup(ShardSchema schema, int capacity) {
    this.schema = schema;
    this.capacity = capacity;
    this.data = new Object[schema.columns().size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = array(schema.columns().get(i), 0);
    }
  }

  public ShardSchema schema() {
    return schema;
  }

  int capacity() {
    return capacity;
  }

  public int rows() {
    return rows;
  }

  void add(int count) {
    rows += count;
  }

  void clear() {
    rows = 0;
  }

  /** Makes room for more rows, within the capacity; small shards stay small in memory. */
  int grow(int wanted) {
    long needed = Math.min(capacity, (long) rows + wanted);
    if (needed > allocated) {
      allocated = (int) Math.min(capacity, Math.max(needed, 2L * allocated));
      for (int i = 0; i < data.length; i++) {
        Object larger = array(schema.columns().get(i), allocated);
        int used = rows * Math.max(1, schema.columns().get(i).listLength());
        if (!schema.columns().get(i).isShape()) {
          System.arraycopy(data[i], 0, larger, 0, used);
        }
        data[i] = larger;
      }
    }
    return allocated;
  }

  public long[] longs(int column) {
    return (long[]) data[column];
  }

  public int[] ints(int column) {
    return (int[]) data[column];
  }

  public byte[] flags(int column) {
    return (byte[]) data[column];
  }

  public double[] doubles(int column) {
    return (double[]) data[column];
  }

  float[] floats(int column) {
    return (float[]) data[column];
  }

  /** The array of a column. */
  public Object array(int column) {
    return data[column];
  }

  /** Whether the value of an optional column is absent. */
  boolean isNull(int column, int row) {
    return data[column] instanceof double[] values
        ? Double.isNaN(values[row])
        : ((byte[]) data[column])[row] < 0;
  }

  /**
   * Takes fields from the batch-fastest layout: field of configuration b, site x, at {@code
   * source[x * batch + b]}.
   */
  public void putFields(int column, double[] source, int batch, int from, int count) {
    int volume = schema.columns().get(column).listLength();
    boolean single = data[column] instanceof float[];
    // Tiles of a cache line's width: few streams at once, whatever the volume.
    for (int b0 = 0; b0 < count; b0 += TILE) {
      int tile = Math.min(TILE, count - b0);
      int target = (rows + b0) * volume;
      if (single) {
        float[] values = floats(column);
        for (int x = 0; x < volume; x++) {
          int at = x * batch + from + b0;
          for (int b = 0; b < tile; b++) {
            values[target + b * volume + x] = (float) source[at + b];
          }
        }
      } else {
        double[] values = doubles(column);
        for (int x = 0; x < volume; x++) {
          int at = x * batch + from + b0;
          for (int b = 0; b < tile; b++) {
            values[target + b * volume + x] = source[at + b];
          }
        }
      }
    }
  }

  /** The inverse of {@link #putFields}: rows {@code row...} into columns {@code from...}. */
  public void getFields(int column, int row, double[] target, int batch, int from, int count) {
    int volume = schema.columns().get(column).listLength();
    boolean single = data[column] instanceof float[];
    for (int b0 = 0; b0 < count; b0 += TILE) {
      int tile = Math.min(TILE, count - b0);
      int source = (row + b0) * volume;
      if (single) {
        float[] values = floats(column);
        for (int x = 0; x < volume; x++) {
          int at = x * batch + from + b0;
          for (int b = 0; b < tile; b++) {
            target[at + b] = values[source + b * volume + x];
          }
        }
      } else {
        double[] values = doubles(column);
        for (int x = 0; x < volume; x++) {
          int at = x * batch + from + b0;
          for (int b = 0; b < tile; b++) {
            target[at + b] = values[source + b * volume + x];
          }
        }
      }
    }
  }

  /** An array for the column; the shape, equal in all rows, needs none. */
  private static Object array(ShardSchema.Column column, int rows) {
    int length = column.isShape() ? 0 : Math.multiplyExact(rows, Math.max(1, column.listLength()));
    return switch (column.type()) {
      case INT64 -> new long[length];
      case INT32 -> new int[length];
      case BOOLEAN -> new byte[length];
      case FLOAT -> new float[length];
      case DOUBLE -> {
        double[] values = new double[length];
        if (column.optional()) {
          Arrays.fill(values, Double.NaN);
        }
        yield values;
      }
      default -> throw new IllegalArgumentException("column type " + column.type());
    };
  }
}
