package org.fieldbeam.data.row;

import org.fieldbeam.data.dataset.DatasetKind;

/**
 * A batch of a training dataset. The file holds single precision: writing rounds the doubles of
 * {@link #fields()} to the nearest float, reading widens them exactly.
 */
public final class TrainingBatch extends FieldBatch {
  /** How the rows of a training dataset are read and written. */
  public static final RowCodec<TrainingBatch> ROWS =
      RowCodec.<TrainingBatch>of(DatasetKind.TRAINING)
          .longs("chain", TrainingBatch::chain)
          .longs("step", TrainingBatch::step)
          .booleans("validation", TrainingBatch::validation)
          .fields(FIELD, TrainingBatch::fields);

  private final boolean[] validation;

  /** An empty batch for up to {@code capacity} configurations. */
  public TrainingBatch(int[] shape, int capacity) {
    super(shape, capacity);
    validation = new boolean[capacity];
  }

  /** Whether each configuration is held out for validation. */
  public boolean[] validation() {
    return validation;
  }
}
