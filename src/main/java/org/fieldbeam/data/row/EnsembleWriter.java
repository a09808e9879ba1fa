package org.fieldbeam.data.row;

import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/**
 * Writes one shard of an ensemble.
 *
 * <pre>{@code
 * try (EnsembleWriter writer = EnsembleWriter.create(folder, info, 3, 16)) {
 *   writer.write(batch);
 *   ShardEntry entry = writer.finish();
 * }
 * }</pre>
 */
public final class EnsembleWriter extends DatasetWriter {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int field = column("field");
  private final int action = column("action");
  private final int accepted = column("accepted");
  private final int deltaH = column("delta_h");
  private final int logQ = column("log_q");
  private final int logWeight = column("log_weight");
  private final int acceptance = scalar(DatasetInfo.ACCEPTANCE);
  private EnsembleBatch single;

  private EnsembleWriter(String folder, DatasetInfo info, int index, int count) {
    super(DatasetKind.ENSEMBLE, folder, info, index, count);
  }

  /**
   * Starts shard {@code index} of {@code count} in a dataset folder.
   *
   * @throws UserException if the folder is not writable
   */
  public static EnsembleWriter create(String folder, DatasetInfo info, int index, int count) {
    return new EnsembleWriter(folder, info, index, count);
  }

  /** Appends the configurations of a batch in order. */
  public void write(EnsembleBatch batch) {
    for (int from = 0; from < batch.size(); ) {
      int n = shard().room(batch.size() - from);
      RowGroup group = shard().group();
      int row = group.rows();
      System.arraycopy(batch.chain(), from, group.longs(chain), row, n);
      System.arraycopy(batch.step(), from, group.longs(step), row, n);
      group.putFields(field, batch.fields(), batch.size(), from, n);
      System.arraycopy(batch.action(), from, group.doubles(action), row, n);
      System.arraycopy(batch.accepted(), from, group.flags(accepted), row, n);
      System.arraycopy(batch.deltaH(), from, group.doubles(deltaH), row, n);
      System.arraycopy(batch.logQ(), from, group.doubles(logQ), row, n);
      System.arraycopy(batch.logWeight(), from, group.doubles(logWeight), row, n);
      if (acceptance >= 0) {
        System.arraycopy(batch.acceptance(), from, group.doubles(acceptance), row, n);
      }
      shard().commit(n);
      from += n;
    }
  }

  /** Appends one configuration. */
  public void write(Configuration configuration) {
    if (single == null) {
      single = new EnsembleBatch(shard().info().rowShape(), 1);
      single.resize(1);
    }
    single.set(0, configuration);
    write(single);
  }
}
