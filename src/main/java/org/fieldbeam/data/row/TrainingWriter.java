package org.fieldbeam.data.row;

import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/** Writes one shard of a training dataset; fields are rounded to single precision. */
public final class TrainingWriter extends DatasetWriter {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int validation = column("validation");
  private final int field = column("field");

  private TrainingWriter(String folder, DatasetInfo info, int index, int count) {
    super(DatasetKind.TRAINING, folder, info, index, count);
  }

  /** Starts shard {@code index} of {@code count} in a dataset folder. */
  public static TrainingWriter create(String folder, DatasetInfo info, int index, int count) {
    return new TrainingWriter(folder, info, index, count);
  }

  /** Appends the configurations of a batch in order. */
  public void write(TrainingBatch batch) {
    for (int from = 0; from < batch.size(); ) {
      int n = shard().room(batch.size() - from);
      RowGroup group = shard().group();
      int row = group.rows();
      System.arraycopy(batch.chain(), from, group.longs(chain), row, n);
      System.arraycopy(batch.step(), from, group.longs(step), row, n);
      byte[] flags = group.flags(validation);
      for (int i = 0; i < n; i++) {
        flags[row + i] = (byte) (batch.validation()[from + i] ? 1 : 0);
      }
      group.putFields(field, batch.fields(), batch.size(), from, n);
      shard().commit(n);
      from += n;
    }
  }
}
