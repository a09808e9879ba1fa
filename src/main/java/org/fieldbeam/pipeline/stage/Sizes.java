package org.fieldbeam.pipeline.stage;

import org.fieldbeam.data.dataset.DatasetFolder;

/**
 * Sizes of what pipelines are asked for, in 64 bits. A product that does not fit is an error, and
 * so is a stage that nothing could run, before it becomes a negative number of shards.
 */
public final class Sizes {
  /** Numbers in one array of a kernel: volume times batch, twice where they are complex. */
  private static final long MOST_NUMBERS = 1L << 30;

  /** Bytes of a stage, or of all its rows; of so many stages a sum still fits 64 bits. */
  private static final long MOST_BYTES = 1L << 53;

  /** Bytes of a worker: of so many workers a sum still fits. */
  private static final long MOST_WORKER_BYTES = 1L << 45;

  private Sizes() {}

  /**
   * The product.
   *
   * @throws ArithmeticException if it does not fit 64 bits
   */
  public static long product(long... factors) {
    long product = 1;
    for (long factor : factors) {
      product = Math.multiplyExact(product, factor);
    }
    return product;
  }

  /**
   * The sum.
   *
   * @throws ArithmeticException if it does not fit 64 bits
   */
  public static long sum(long... terms) {
    long sum = 0;
    for (long term : terms) {
      sum = Math.addExact(sum, term);
    }
    return sum;
  }

  /**
   * Refuses a stage that is too large for any machine.
   *
   * @param cost what it takes
   * @param batch configurations that its kernels work on together
   * @throws IllegalArgumentException if it is
   */
  static void check(StageCost cost, long batch) {
    most(cost.shards(), DatasetFolder.MOST_SHARDS, "shards");
    most(product(cost.volume(), batch), MOST_NUMBERS, "field values in a batch of " + batch);
    most(cost.bytes(), MOST_BYTES, "bytes on disk");
    most(cost.shuffledBytes(), MOST_BYTES, "bytes between workers");
    most(cost.lastTaskBytes(), MOST_BYTES, "bytes in its last task");
    most(cost.memoryPerWorker(), MOST_WORKER_BYTES, "bytes of memory for a worker");
  }

  private static void most(long value, long most, String what) {
    if (value > most) {
      throw new IllegalArgumentException(value + " " + what + "; allowed: at most " + most);
    }
  }
}
