package org.fieldbeam.data.row;

import java.util.Arrays;
import java.util.Set;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/** Reads one shard of an ensemble. */
public final class EnsembleReader extends DatasetReader {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int field = column("field");
  private final int action = column("action");
  private final int accepted = column("accepted");
  private final int deltaH = column("delta_h");
  private final int logQ = column("log_q");
  private final int logWeight = column("log_weight");
  private final int acceptance = scalar(DatasetInfo.ACCEPTANCE);
  private final boolean withFields;

  private EnsembleReader(DatasetFolder dataset, int shard, boolean withFields) {
    super(DatasetKind.ENSEMBLE, dataset, shard, withFields ? Set.of() : Set.of("field"));
    this.withFields = withFields;
  }

  /** Opens a shard of a dataset. */
  public static EnsembleReader open(DatasetFolder dataset, int shard) {
    return new EnsembleReader(dataset, shard, true);
  }

  /** Opens a shard without reading the fields: {@code fields()} of the batches is left as it is. */
  public static EnsembleReader openScalars(DatasetFolder dataset, int shard) {
    return new EnsembleReader(dataset, shard, false);
  }

  /**
   * Reads the next configurations, as many as the batch can take, and resizes it to them.
   *
   * @return how many, 0 at the end of the shard
   */
  public int read(EnsembleBatch batch) {
    int size = batchSize(batch.capacity());
    batch.resize(size);
    for (int to = 0; to < size; ) {
      int n = available(size - to);
      RowGroup group = group();
      int row = row();
      System.arraycopy(group.longs(chain), row, batch.chain(), to, n);
      System.arraycopy(group.longs(step), row, batch.step(), to, n);
      if (withFields) {
        group.getFields(field, row, batch.fields(), size, to, n);
      }
      System.arraycopy(group.doubles(action), row, batch.action(), to, n);
      System.arraycopy(group.flags(accepted), row, batch.accepted(), to, n);
      System.arraycopy(group.doubles(deltaH), row, batch.deltaH(), to, n);
      System.arraycopy(group.doubles(logQ), row, batch.logQ(), to, n);
      System.arraycopy(group.doubles(logWeight), row, batch.logWeight(), to, n);
      if (acceptance < 0) {
        Arrays.fill(batch.acceptance(), to, to + n, Double.NaN);
      } else {
        System.arraycopy(group.doubles(acceptance), row, batch.acceptance(), to, n);
      }
      consume(n);
      to += n;
    }
    return size;
  }
}
