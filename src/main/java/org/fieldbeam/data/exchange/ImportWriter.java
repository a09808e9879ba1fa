package org.fieldbeam.data.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.ChainOrder;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Storage;

/**
 * Writes the configurations of a foreign file in the order of their chains, whole chains in a
 * shard.
 */
public final class ImportWriter {
  private static final int BATCH = 16;
  private static final int SHARD_BYTES = 64 << 20;
  private static final int WINDOW_BYTES = 64 << 20;

  private final String folder;
  private final DatasetInfo info;
  private final Optional<Action> action;
  private final ChainOrder order;
  private final ImportChecks checks;
  private final EnsembleBatch batch;

  /** The place at which each shard begins, and the end. */
  private final List<Integer> begins;

  private final List<ShardEntry> entries = new ArrayList<>();
  private RowWriter<EnsembleBatch> writer;
  private int place;
  private final boolean angles;
  private boolean wrapped;

  /** A writer of a dataset; {@code other} is the normalisation that was not chosen. */
  ImportWriter(
      String folder,
      DatasetInfo info,
      Optional<Action> action,
      ChainOrder order,
      Optional<ImportChecks.Other> other) {
    this.folder = folder;
    this.info = info;
    this.action = action;
    this.order = order;
    this.angles = info.layout().isAngle();
    this.checks = new ImportChecks(info.values(), order, action, other);
    this.batch = new EnsembleBatch(info.rowShape(), capacity(WINDOW_BYTES, BATCH));
    this.begins = begins(order, SHARD_BYTES / (8L * info.values()));
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
    return (int) Math.max(1, Math.min(most, bytes / (8L * info.values())));
  }

  /** Says, where angles lay outside [-pi, pi), that they were wrapped into it. */
  String wrapped() {
    return wrapped ? "; angles wrapped into [-pi, pi)" : "";
  }

  ImportChecks checks() {
    return checks;
  }

  /** Reads the file once more and writes all shards, the fields multiplied by a number. */
  List<ShardEntry> write(ImportFile file, ImportColumns columns, double scale) {
    Supplier<EnsembleBatch> window =
        () -> new EnsembleBatch(info.rowShape(), capacity(WINDOW_BYTES, order.rows()));
    ChainOrder.Part<EnsembleBatch> all = rows -> read(file, columns, scale, rows);
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
  private void read(
      ImportFile file, ImportColumns columns, double scale, Consumer<EnsembleBatch> rows) {
    EnsembleBatch read = new EnsembleBatch(info.rowShape(), batch.capacity());
    double[] field = new double[info.values()];
    try (ImportSource source = file.fields()) {
      for (int row = 0; row < order.rows(); ) {
        read.resize(Math.min(read.capacity(), order.rows() - row));
        for (int b = 0; b < read.size(); b++, row++) {
          if (!source.next(field)) {
            throw new IOException("the file has become shorter while it was read");
          }
          for (int x = 0; x < field.length; x++) {
            field[x] *= scale;
            if (angles && field[x] != Angles.wrap(field[x])) {
              field[x] = Angles.wrap(field[x]);
              wrapped = true;
            }
          }
          read.setField(b, field);
          read.chain()[b] = order.chain(row);
          read.step()[b] = order.step(row);
          columns.put(row, read, b);
        }
        rows.accept(read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes rows in the order of their chains. */
  private void take(EnsembleBatch rows) {
    for (int from = 0; from < rows.size(); from += batch.size()) {
      int room = begins.get(entries.size() + 1) - place;
      batch.resize(Math.min(Math.min(batch.capacity(), room), rows.size() - from));
      for (int b = 0; b < batch.size(); b++) {
        batch.copyRow(b, rows, from + b);
      }
      write();
    }
  }

  private void write() {
    if (writer == null) {
      writer = EnsembleBatch.ROWS.create(folder, info, entries.size(), begins.size() - 1);
    }
    action.ifPresent(s -> s.action(batch.fields(), batch.size(), batch.action()));
    writer.write(batch);
    checks.add(batch, place);
    place += batch.size();
    if (place == begins.get(entries.size() + 1)) {
      entries.add(writer.finish());
      writer.close();
      writer = null;
    }
  }
}
