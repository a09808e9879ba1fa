package org.fieldbeam.data.row;

import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/** Writes one shard of a noised dataset. */
public final class NoisedWriter extends DatasetWriter {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int level = column("level");
  private final int time = column("time");
  private final int field = column("field");

  private NoisedWriter(String folder, DatasetInfo info, int index, int count) {
    super(DatasetKind.NOISED, folder, info, index, count);
  }

  /** Starts shard {@code index} of {@code count} in a dataset folder. */
  public static NoisedWriter create(String folder, DatasetInfo info, int index, int count) {
    return new NoisedWriter(folder, info, index, count);
  }

  /** Appends the configurations of a batch in order. */
  public void write(NoisedBatch batch) {
    for (int from = 0; from < batch.size(); ) {
      int n = shard().room(batch.size() - from);
      RowGroup group = shard().group();
      int row = group.rows();
      System.arraycopy(batch.chain(), from, group.longs(chain), row, n);
      System.arraycopy(batch.step(), from, group.longs(step), row, n);
      System.arraycopy(batch.level(), from, group.ints(level), row, n);
      System.arraycopy(batch.time(), from, group.doubles(time), row, n);
      group.putFields(field, batch.fields(), batch.size(), from, n);
      shard().commit(n);
      from += n;
    }
  }
}
