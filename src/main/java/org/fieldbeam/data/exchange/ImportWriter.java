package org.fieldbeam.data.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.ChainOrder;
import org.fieldbeam.data.row.FieldBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Storage;

/**
 * Writes the configurations of a foreign file in the order of their chains, whole chains in a
 * shard.
 *
 * @param <B> the rows
 */
public final class ImportWriter<B extends FieldBatch> {
  private static final int BATCH = 16;
  private static final int SHARD_BYTES = 64 << 20;
  private static final int WINDOW_BYTES = 64 << 20;

  private final String folder;
  private final DatasetInfo info;
  private final ImportRows<B> rows;
  private final ChainOrder order;
  private final ImportChecks checks;
  private final B batch;

  /** The place at which each shard begins, and the end. */
  private final List<Integer> begins;

  private final List<ShardEntry> entries = new ArrayList<>();
  private RowWriter<B> writer;
  private int place;

  /** A writer of a dataset. */
  ImportWriter(
      String folder, DatasetInfo info, ImportRows<B> rows, ChainOrder order, ImportChecks checks) {
    this.folder = folder;
    this.info = info;
    this.rows = rows;
    this.order = order;
    this.checks = checks;
    this.batch = rows.batch(capacity(WINDOW_BYTES, BATCH));
    this.begins = begins(order, SHARD_BYTES / (8L * rows.numbers()));
  }

  /** Where shards begin, and the end: as many whole chains as fit into so many rows, or one. */
  public static List<Integer> begins(ChainOrder order, long rows) {
    List<Integer> begins = new ArrayList<>(List.of(0));
    for (int c = 1; c < order.chains(); c++) {
      if (order.begin(c + 1) - begins.get(begins.size() - 1) > rows) {
        begins.add(order.begin(c));
      }
    }
    begins.add(order.rows());
    return begins;
  }

  private int capacity(int bytes, int most) {
    return (int) Math.max(1, Math.min(most, bytes / (8L * rows.numbers())));
  }

  /** Reads the file once more and writes all shards. */
  List<ShardEntry> write(ImportFile file, ImportColumns columns) {
    Supplier<B> window = () -> rows.batch(capacity(WINDOW_BYTES, order.rows()));
    ChainOrder.Part<B> all = taker -> read(file, columns, taker);
    try {
      order.forEach(List.of(all), new int[] {order.rows()}, window, this::take);
      return entries;
    } catch (UncheckedIOException e) {
      throw Storage.unreadable(file.description(), e.getCause());
    } finally {
      if (writer != null) {
        writer.close();
      }
    }
  }

  /** The rows in the order of the file. */
  private void read(ImportFile file, ImportColumns columns, Consumer<B> taker) {
    B read = rows.batch(batch.capacity());
    double[] field = new double[rows.numbers()];
    try (ImportSource source = file.fields()) {
      for (int row = 0; row < order.rows(); ) {
        read.resize(Math.min(read.capacity(), order.rows() - row));
        for (int b = 0; b < read.size(); b++, row++) {
          if (!source.next(field)) {
            throw new IOException("the file has become shorter while it was read");
          }
          rows.set(read, b, field, columns, row);
          read.chain()[b] = order.chain(row);
          read.step()[b] = order.step(row);
        }
        taker.accept(read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes rows in the order of their chains. */
  private void take(B from) {
    for (int first = 0; first < from.size(); first += batch.size()) {
      int room = begins.get(entries.size() + 1) - place;
      batch.resize(Math.min(Math.min(batch.capacity(), room), from.size() - first));
      for (int b = 0; b < batch.size(); b++) {
        batch.copyRow(b, from, first + b);
      }
      write();
    }
  }

  private void write() {
    if (writer == null) {
      writer = rows.codec().create(folder, info, entries.size(), begins.size() - 1);
    }
    rows.complete(batch);
    writer.write(batch);
    checks.add(rows.numbers(batch), batch.size(), place);
    place += batch.size();
    if (place == begins.get(entries.size() + 1)) {
      entries.add(writer.finish());
      writer.close();
      writer = null;
    }
  }
}
