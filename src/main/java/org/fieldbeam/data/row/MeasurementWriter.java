package org.fieldbeam.data.row;

import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/**
 * Writes one shard of a measurement dataset. The names of the scalars are the property {@link
 * DatasetInfo#SCALARS} of the dataset.
 */
public final class MeasurementWriter extends DatasetWriter {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int logWeight = column("log_weight");

  private MeasurementWriter(String folder, DatasetInfo info, int index, int count) {
    super(DatasetKind.MEASUREMENTS, folder, info, index, count);
  }

  /** Starts shard {@code index} of {@code count} in a dataset folder. */
  public static MeasurementWriter create(String folder, DatasetInfo info, int index, int count) {
    return new MeasurementWriter(folder, info, index, count);
  }

  /**
   * Appends the configurations of a batch in order.
   *
   * @throws IllegalArgumentException if the batch has other scalars than the dataset
   */
  public void write(MeasurementBatch batch) {
    if (!batch.names().equals(shard().info().scalars())) {
      throw new IllegalArgumentException(
          "batch of " + batch.names() + " for a dataset of " + shard().info().scalars());
    }
    for (int from = 0; from < batch.size(); ) {
      int n = shard().room(batch.size() - from);
      RowGroup group = shard().group();
      int row = group.rows();
      System.arraycopy(batch.chain(), from, group.longs(chain), row, n);
      System.arraycopy(batch.step(), from, group.longs(step), row, n);
      System.arraycopy(batch.logWeight(), from, group.doubles(logWeight), row, n);
      for (int i = 0; i < batch.names().size(); i++) {
        System.arraycopy(batch.scalar(i), from, group.doubles(logWeight + 1 + i), row, n);
      }
      shard().commit(n);
      from += n;
    }
  }
}
