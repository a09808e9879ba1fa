package org.fieldbeam.data.row;

import java.util.Set;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;

/** Reads one shard of a complex ensemble. */
public final class ComplexReader extends DatasetReader {
  private final int chain = column("chain");
  private final int step = column("step");
  private final int field = column("field");
  private final int fieldImaginary = column("field_imag");
  private final int action = column("action");
  private final int actionImaginary = column("action_imag");
  private final int drift = column("drift");
  private final int runaways = column("runaways");

  private ComplexReader(DatasetFolder dataset, int shard) {
    super(DatasetKind.COMPLEX, dataset, shard, Set.of());
  }

  /** Opens a shard of a dataset. */
  public static ComplexReader open(DatasetFolder dataset, int shard) {
    return new ComplexReader(dataset, shard);
  }

  /**
   * Reads the next configurations, as many as the batch can take, and resizes it to them.
   *
   * @return how many, 0 at the end of the shard
   */
  public int read(ComplexBatch batch) {
    int size = batchSize(batch.capacity());
    batch.resize(size);
    for (int to = 0; to < size; ) {
      int n = available(size - to);
      RowGroup group = group();
      int row = row();
      System.arraycopy(group.longs(chain), row, batch.chain(), to, n);
      System.arraycopy(group.longs(step), row, batch.step(), to, n);
      group.getFields(field, row, batch.fields(), size, to, n);
      group.getFields(fieldImaginary, row, batch.imaginary(), size, to, n);
      System.arraycopy(group.doubles(action), row, batch.action(), to, n);
      System.arraycopy(group.doubles(actionImaginary), row, batch.actionImaginary(), to, n);
      System.arraycopy(group.doubles(drift), row, batch.drift(), to, n);
      System.arraycopy(group.longs(runaways), row, batch.runaways(), to, n);
      consume(n);
      to += n;
    }
    return size;
  }
}
