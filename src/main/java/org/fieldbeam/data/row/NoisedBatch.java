package org.fieldbeam.data.row;

import org.fieldbeam.data.dataset.DatasetKind;

/** A batch of a noised dataset. */
public final class NoisedBatch extends FieldBatch {
  /** How the rows of a noised dataset are read and written. */
  public static final RowCodec<NoisedBatch> ROWS =
      RowCodec.<NoisedBatch>of(DatasetKind.NOISED)
          .longs("chain", NoisedBatch::chain)
          .longs("step", NoisedBatch::step)
          .ints("level", NoisedBatch::level)
          .doubles("time", NoisedBatch::time)
          .fields(FIELD, NoisedBatch::fields);

  private final int[] level;
  private final double[] time;

  /** An empty batch for up to {@code capacity} configurations. */
  public NoisedBatch(int[] shape, int capacity) {
    super(shape, capacity);
    level = new int[capacity];
    time = new double[capacity];
  }

  /** Index of each configuration's level in the ladder. */
  public int[] level() {
    return level;
  }

  /** Diffusion time of each configuration, in [0, 1]. */
  public double[] time() {
    return time;
  }
}
