package org.fieldbeam.data.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;

/**
 * The rows of a dataset in the order of chains and, in each chain, of steps, in bounded memory.
 *
 * @param <B> batches of rows
 */
public final class OrderedRows<B extends Rows> {
  private static final int BATCH = 64;
  private static final int WINDOW_BYTES = 1 << 26;

  /** Reads a shard, batch by batch; {@code scalars} may leave the fields out. */
  @FunctionalInterface
  private interface Shard<B> {
    void read(int shard, boolean scalars, Consumer<B> batches);
  }

  private final Shard<B> shard;
  private final Supplier<B> window;
  private final ChainOrder order;
  private final int[] sizes;

  private OrderedRows(
      DatasetFolder folder, Shard<B> shard, Supplier<B> window, IdOf<B> chain, IdOf<B> step) {
    this.shard = shard;
    this.window = window;
    this.sizes = new int[folder.shardCount()];
    long[][] ids = new long[2][16];
    int[] rows = {0};
    for (int s = 0; s < sizes.length; s++) {
      int before = rows[0];
      shard.read(
          s,
          true,
          batch -> {
            int n = batch.size();
            if (rows[0] > Integer.MAX_VALUE - 8 - n) {
              throw UserException.of("dataset has more rows than can be exported at once")
                  .where(folder.path())
                  .given(folder.manifest().rows())
                  .allowed(Integer.MAX_VALUE - 8)
                  .todo("read its shards themselves, which are Parquet files")
                  .build();
            }
            while (ids[0].length < rows[0] + n) {
              int longer = (int) Math.min(Integer.MAX_VALUE - 8, 2L * ids[0].length);
              ids[0] = Arrays.copyOf(ids[0], longer);
              ids[1] = Arrays.copyOf(ids[1], longer);
            }
            System.arraycopy(chain.of(batch), 0, ids[0], rows[0], n);
            System.arraycopy(step.of(batch), 0, ids[1], rows[0], n);
            rows[0] += n;
          });
      sizes[s] = rows[0] - before;
    }
    order = new ChainOrder(Arrays.copyOf(ids[0], rows[0]), Arrays.copyOf(ids[1], rows[0]));
  }

  /** Chain or step of each row of a batch. */
  @FunctionalInterface
  private interface IdOf<B> {
    long[] of(B batch);
  }

  private static int windowRows(int values) {
    return (int) Math.max(1, WINDOW_BYTES / (8L * values));
  }

  public static OrderedRows<EnsembleBatch> ofEnsemble(DatasetFolder folder) {
    folder.require(DatasetKind.ENSEMBLE);
    DatasetInfo info = folder.info();
    return new OrderedRows<>(
        folder,
        (shard, scalars, batches) -> {
          EnsembleBatch batch = new EnsembleBatch(info.rowShape(), capacity(info.values()));
          try (RowReader<EnsembleBatch> reader =
              scalars
                  ? EnsembleBatch.ROWS.openScalars(folder, shard)
                  : EnsembleBatch.ROWS.open(folder, shard)) {
            while (reader.read(batch) > 0) {
              batches.accept(batch);
            }
          }
        },
        () -> new EnsembleBatch(info.rowShape(), windowRows(info.values())),
        FieldBatch::chain,
        FieldBatch::step);
  }

  public static OrderedRows<ComplexBatch> ofComplex(DatasetFolder folder) {
    folder.require(DatasetKind.COMPLEX);
    DatasetInfo info = folder.info();
    return new OrderedRows<>(
        folder,
        (shard, scalars, batches) -> {
          ComplexBatch batch = ComplexBatch.of(info, capacity(info.values()));
          try (RowReader<ComplexBatch> reader = ComplexBatch.ROWS.open(folder, shard)) {
            while (reader.read(batch) > 0) {
              batches.accept(batch);
            }
          }
        },
        () -> ComplexBatch.of(info, windowRows(2 * info.values())),
        FieldBatch::chain,
        FieldBatch::step);
  }

  public static OrderedRows<MeasurementBatch> ofMeasurements(DatasetFolder folder) {
    folder.require(DatasetKind.MEASUREMENTS);
    List<String> names = folder.info().scalars();
    return new OrderedRows<>(
        folder,
        (shard, scalars, batches) -> {
          MeasurementBatch batch = new MeasurementBatch(names, BATCH);
          try (RowReader<MeasurementBatch> reader = MeasurementBatch.ROWS.open(folder, shard)) {
            while (reader.read(batch) > 0) {
              batches.accept(batch);
            }
          }
        },
        () -> new MeasurementBatch(names, windowRows(3 + names.size())),
        MeasurementBatch::chain,
        MeasurementBatch::step);
  }

  private static int capacity(int values) {
    return Math.max(1, Math.min(BATCH, WINDOW_BYTES / (8 * Math.max(1, values))));
  }

  public ChainOrder order() {
    return order;
  }

  /** Hands over all rows in the order. */
  public void forEach(Consumer<B> action) {
    List<ChainOrder.Part<B>> parts = new ArrayList<>();
    for (int s = 0; s < sizes.length; s++) {
      int number = s;
      parts.add(batches -> shard.read(number, false, batches));
    }
    order.forEach(parts, sizes, window, action);
  }

  /** A number of each row, in the order. */
  public double[] column(ToDoubleBiFunction<B, Integer> number) {
    double[] column = new double[order.rows()];
    int[] row = {0};
    for (int s = 0; s < sizes.length; s++) {
      shard.read(
          s,
          true,
          batch -> {
            for (int b = 0; b < batch.size(); b++) {
              column[order.place(row[0]++)] = number.applyAsDouble(batch, b);
            }
          });
    }
    return column;
  }
}
