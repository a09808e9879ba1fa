package org.fieldbeam.data.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;
import org.fieldbeam.data.dataset.RowGroupWriter;
import org.fieldbeam.data.dataset.ShardSchema;

/**
 * Which column of a kind of dataset is which array of its batches: all that a {@link RowReader} and
 * a {@link RowWriter} need to know of the kind. Every batch has one, {@code ROWS}.
 *
 * <pre>{@code
 * try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(folder, info, 3, 16)) {
 *   writer.write(batch);
 *   ShardEntry entry = writer.finish();
 * }
 * }</pre>
 *
 * @param <B> the batches
 */
public final class RowCodec<B extends Rows> {
  private final DatasetKind kind;
  private final List<Column<B>> columns;

  private RowCodec(DatasetKind kind, List<Column<B>> columns) {
    this.kind = kind;
    this.columns = columns;
  }

  /** Moves rows between a row group and a batch. */
  interface Mover<B> {
    /** Copies n rows from {@code row} of the group on to {@code to} of the batch on. */
    void read(RowGroup group, int row, B batch, int to, int n);

    /** Copies n rows from {@code from} of the batch on to {@code row} of the group on. */
    void write(RowGroup group, int row, B batch, int from, int n);
  }

  /**
   * A column, or several, before the schema of a shard is known.
   *
   * @param name by which it can be left out; empty if it cannot
   */
  private record Column<B>(String name, Binding<B> binding) {}

  /** Looks up where the column is in a shard. */
  private interface Binding<B> {
    Mover<B> bind(DatasetInfo info, ShardSchema schema);
  }

  static <B extends Rows> RowCodec<B> of(DatasetKind kind) {
    return new RowCodec<>(kind, List.of());
  }

  RowCodec<B> longs(String name, Function<B, long[]> array) {
    return copied(name, RowGroup::longs, array);
  }

  RowCodec<B> ints(String name, Function<B, int[]> array) {
    return copied(name, RowGroup::ints, array);
  }

  RowCodec<B> doubles(String name, Function<B, double[]> array) {
    return copied(name, RowGroup::doubles, array);
  }

  /** A column of flags: 1, 0, or -1 where the value is absent. */
  RowCodec<B> flags(String name, Function<B, byte[]> array) {
    return copied(name, RowGroup::flags, array);
  }

  /** A column of flags that are never absent. */
  RowCodec<B> booleans(String name, Function<B, boolean[]> array) {
    return with(
        name,
        (info, schema) -> {
          int column = schema.index(name);
          return new Mover<>() {
            @Override
            public void read(RowGroup group, int row, B batch, int to, int n) {
              byte[] flags = group.flags(column);
              boolean[] values = array.apply(batch);
              for (int i = 0; i < n; i++) {
                values[to + i] = flags[row + i] == 1;
              }
            }

            @Override
            public void write(RowGroup group, int row, B batch, int from, int n) {
              byte[] flags = group.flags(column);
              boolean[] values = array.apply(batch);
              for (int i = 0; i < n; i++) {
                flags[row + i] = (byte) (values[from + i] ? 1 : 0);
              }
            }
          };
        });
  }

  /** A column of fields, whose index of the batch is the fastest in memory and the slowest here. */
  RowCodec<B> fields(String name, Function<B, double[]> array) {
    return with(
        name,
        (info, schema) -> {
          int column = schema.index(name);
          return new Mover<>() {
            @Override
            public void read(RowGroup group, int row, B batch, int to, int n) {
              group.getFields(column, row, array.apply(batch), batch.size(), to, n);
            }

            @Override
            public void write(RowGroup group, int row, B batch, int from, int n) {
              group.putFields(column, array.apply(batch), batch.size(), from, n);
            }
          };
        });
  }

  /** A column that only some datasets have, as one of their scalars; without it, all is absent. */
  RowCodec<B> scalar(String name, Function<B, double[]> array) {
    return with(
        name,
        (info, schema) ->
            info.scalars().contains(name)
                ? mover(schema.index(name), RowGroup::doubles, array)
                : new Mover<>() {
                  @Override
                  public void read(RowGroup group, int row, B batch, int to, int n) {
                    Arrays.fill(array.apply(batch), to, to + n, Double.NaN);
                  }

                  @Override
                  public void write(RowGroup group, int row, B batch, int from, int n) {}
                });
  }

  /** All scalars of the dataset; the batch must have those of the dataset, in their order. */
  RowCodec<B> scalars(Function<B, List<String>> names, ScalarArray<B> array) {
    return with(
        "",
        (info, schema) -> {
          List<String> scalars = info.scalars();
          int[] index = scalars.stream().mapToInt(schema::index).toArray();
          return new Mover<>() {
            @Override
            public void read(RowGroup group, int row, B batch, int to, int n) {
              requireNames(batch);
              for (int i = 0; i < index.length; i++) {
                System.arraycopy(group.doubles(index[i]), row, array.of(batch, i), to, n);
              }
            }

            @Override
            public void write(RowGroup group, int row, B batch, int from, int n) {
              requireNames(batch);
              for (int i = 0; i < index.length; i++) {
                System.arraycopy(array.of(batch, i), from, group.doubles(index[i]), row, n);
              }
            }

            private void requireNames(B batch) {
              if (!names.apply(batch).equals(scalars)) {
                throw new IllegalArgumentException(
                    "batch of " + names.apply(batch) + " for a dataset of " + scalars);
              }
            }
          };
        });
  }

  /** The array of a scalar by its number. */
  interface ScalarArray<B> {
    double[] of(B batch, int scalar);
  }

  /** The array of a column in a row group. */
  private interface GroupArray {
    Object of(RowGroup group, int column);
  }

  private RowCodec<B> copied(String name, GroupArray stored, Function<B, ?> array) {
    return with(name, (info, schema) -> mover(schema.index(name), stored, array));
  }

  private static <B> Mover<B> mover(int column, GroupArray stored, Function<B, ?> array) {
    return new Mover<>() {
      @Override
      @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the column's type
      public void read(RowGroup group, int row, B batch, int to, int n) {
        System.arraycopy(stored.of(group, column), row, array.apply(batch), to, n);
      }

      @Override
      @SuppressWarnings("SuspiciousSystemArraycopy")
      public void write(RowGroup group, int row, B batch, int from, int n) {
        System.arraycopy(array.apply(batch), from, stored.of(group, column), row, n);
      }
    };
  }

  private RowCodec<B> with(String name, Binding<B> binding) {
    List<Column<B>> more = new ArrayList<>(columns);
    more.add(new Column<>(name, binding));
    return new RowCodec<>(kind, List.copyOf(more));
  }

  DatasetKind kind() {
    return kind;
  }

  /** Movers of the columns of a shard, but for those that are left out. */
  List<Mover<B>> bind(DatasetInfo info, ShardSchema schema, Set<String> without) {
    return columns.stream()
        .filter(column -> !without.contains(column.name))
        .map(column -> column.binding.bind(info, schema))
        .toList();
  }

  /** Appends the rows of a batch to a file. */
  static <B extends Rows> void append(B batch, List<Mover<B>> columns, RowGroupWriter file) {
    for (int from = 0; from < batch.size(); ) {
      int n = file.room(batch.size() - from);
      for (Mover<B> column : columns) {
        column.write(file.group(), file.group().rows(), batch, from, n);
      }
      file.commit(n);
      from += n;
    }
  }

  /**
   * What appends batches to a Parquet file that is no shard, with the columns of a dataset.
   *
   * @param file made for the same dataset
   */
  public Consumer<B> appender(DatasetInfo info, RowGroupWriter file) {
    List<Mover<B>> columns = bind(info, file.schema(), Set.of());
    return batch -> append(batch, columns, file);
  }

  /**
   * Opens a shard of a dataset.
   *
   * @throws org.fieldbeam.data.UserException if it is damaged, of another kind, or not the shard
   *     that the manifest speaks of
   */
  public RowReader<B> open(DatasetFolder dataset, int shard) {
    return new RowReader<>(this, dataset, shard, Set.of());
  }

  /**
   * Opens a shard without reading the fields: those of the batches are left as they are, and the
   * shard's hash is not held against the manifest.
   *
   * @throws org.fieldbeam.data.UserException as {@link #open} does
   */
  public RowReader<B> openScalars(DatasetFolder dataset, int shard) {
    return new RowReader<>(this, dataset, shard, Set.of(FieldBatch.FIELD));
  }

  /**
   * Starts shard {@code index} of {@code count} in a dataset folder.
   *
   * @throws org.fieldbeam.data.UserException if the folder is not writable
   */
  public RowWriter<B> create(String folder, DatasetInfo info, int index, int count) {
    return new RowWriter<>(this, folder, info, index, count);
  }
}
