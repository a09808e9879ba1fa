package org.fieldbeam.data.row;

import java.util.Set;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/** Reads one shard of a measurement dataset. */
public final class MeasurementReader extends DatasetReader {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int logWeight = column("log_weight");

  private MeasurementReader(DatasetFolder dataset, int shard) {
    super(DatasetKind.MEASUREMENTS, dataset, shard, Set.of());
  }

  /** Opens a shard of a dataset. */
  public static MeasurementReader open(DatasetFolder dataset, int shard) {
    return new MeasurementReader(dataset, shard);
  }

  /**
   * Reads the next rows and resizes the batch to them; returns 0 at the end.
   *
   * @throws IllegalArgumentException if the batch has other scalars than the dataset
   */
  public int read(MeasurementBatch batch) {
    if (!batch.names().equals(info().scalars())) {
      throw new IllegalArgumentException(
          "batch of " + batch.names() + " for a dataset of " + info().scalars());
    }
    int size = batchSize(batch.capacity());
    batch.resize(size);
    for (int to = 0; to < size; ) {
      int n = available(size - to);
      RowGroup group = group();
      int row = row();
      System.arraycopy(group.longs(chain), row, batch.chain(), to, n);
      System.arraycopy(group.longs(step), row, batch.step(), to, n);
      System.arraycopy(group.doubles(logWeight), row, batch.logWeight(), to, n);
      for (int i = 0; i < batch.names().size(); i++) {
        System.arraycopy(group.doubles(logWeight + 1 + i), row, batch.scalar(i), to, n);
      }
      consume(n);
      to += n;
    }
    return size;
  }
}
