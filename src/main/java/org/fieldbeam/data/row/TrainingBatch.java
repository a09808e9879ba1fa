package org.fieldbeam.data.row;

/**
 * A batch of a training dataset. The file holds single precision: writing rounds the doubles of
 * {@link #fields()} to the nearest float, reading widens them exactly.
 */
public final class TrainingBatch extends FieldBatch {
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
