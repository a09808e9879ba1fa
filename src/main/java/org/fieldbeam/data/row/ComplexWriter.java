package org.fieldbeam.data.row;

import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/** Writes one shard of a complex ensemble. */
public final class ComplexWriter extends DatasetWriter {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int field = column("field");
  private final int fieldImaginary = column("field_imag");
  private final int action = column("action");
  private final int actionImaginary = column("action_imag");
  private final int drift = column("drift");
  private final int runaways = column("runaways");

  private ComplexWriter(String folder, DatasetInfo info, int index, int count) {
    super(DatasetKind.COMPLEX, folder, info, index, count);
  }

  /**
   * Starts shard {@code index} of {@code count} in a dataset folder.
   *
   * @throws UserException if the folder is not writable
   */
  public static ComplexWriter create(String folder, DatasetInfo info, int index, int count) {
    return new ComplexWriter(folder, info, index, count);
  }

  /** Appends the configurations of a batch in order. */
  public void write(ComplexBatch batch) {
    for (int from = 0; from < batch.size(); ) {
      int n = shard().room(batch.size() - from);
      RowGroup group = shard().group();
      int row = group.rows();
      System.arraycopy(batch.chain(), from, group.longs(chain), row, n);
      System.arraycopy(batch.step(), from, group.longs(step), row, n);
      group.putFields(field, batch.fields(), batch.size(), from, n);
      group.putFields(fieldImaginary, batch.imaginary(), batch.size(), from, n);
      System.arraycopy(batch.action(), from, group.doubles(action), row, n);
      System.arraycopy(batch.actionImaginary(), from, group.doubles(actionImaginary), row, n);
      System.arraycopy(batch.drift(), from, group.doubles(drift), row, n);
      System.arraycopy(batch.runaways(), from, group.longs(runaways), row, n);
      shard().commit(n);
      from += n;
    }
  }
}
