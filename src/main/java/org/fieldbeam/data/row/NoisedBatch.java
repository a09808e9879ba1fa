package org.fieldbeam.data.row;

/** A batch of a noised dataset. */
public final class NoisedBatch extends FieldBatch {
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
