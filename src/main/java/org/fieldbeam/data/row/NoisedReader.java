package org.fieldbeam.data.row;

import java.util.Set;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/** Reads one shard of a noised dataset. */
public final class NoisedReader extends DatasetReader {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int level = column("level");
  private final int time = column("time");
  private final int field = column("field");

  private NoisedReader(DatasetFolder dataset, int shard) {
    super(DatasetKind.NOISED, dataset, shard, Set.of());
  }

  /** Opens a shard of a dataset. */
  public static NoisedReader open(DatasetFolder dataset, int shard) {
    return new NoisedReader(dataset, shard);
  }

  /** Reads the next configurations and resizes the batch to them; returns 0 at the end. */
  public int read(NoisedBatch batch) {
    int size = batchSize(batch.capacity());
    batch.resize(size);
    for (int to = 0; to < size; ) {
      int n = available(size - to);
      RowGroup group = group();
      int row = row();
      System.arraycopy(group.longs(chain), row, batch.chain(), to, n);
      System.arraycopy(group.longs(step), row, batch.step(), to, n);
      System.arraycopy(group.ints(level), row, batch.level(), to, n);
      System.arraycopy(group.doubles(time), row, batch.time(), to, n);
      group.getFields(field, row, batch.fields(), size, to, n);
      consume(n);
      to += n;
    }
    return size;
  }
}
