package org.fieldbeam.data.row;

import java.util.Set;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/** Reads one shard of a training dataset; single precision is widened exactly. */
public final class TrainingReader extends DatasetReader {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int validation = column("validation");
  private final int field = column("field");

  private TrainingReader(DatasetFolder dataset, int shard) {
    super(DatasetKind.TRAINING, dataset, shard, Set.of());
  }

  /** Opens a shard of a dataset. */
  public static TrainingReader open(DatasetFolder dataset, int shard) {
    return new TrainingReader(dataset, shard);
  }

  /** Reads the next configurations and resizes the batch to them; returns 0 at the end. */
  public int read(TrainingBatch batch) {
    int size = batchSize(batch.capacity());
    batch.resize(size);
    for (int to = 0; to < size; ) {
      int n = available(size - to);
      RowGroup group = group();
      int row = row();
      System.arraycopy(group.longs(chain), row, batch.chain(), to, n);
      System.arraycopy(group.longs(step), row, batch.step(), to, n);
      byte[] flags = group.flags(validation);
      for (int i = 0; i < n; i++) {
        batch.validation()[to + i] = flags[row + i] == 1;
      }
      group.getFields(field, row, batch.fields(), size, to, n);
      consume(n);
      to += n;
    }
    return size;
  }
}
