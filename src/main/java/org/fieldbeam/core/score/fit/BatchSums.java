package org.fieldbeam.core.score.fit;

import java.io.Serializable;

/**
 * Plain sums over the configurations of an ensemble, in one flat array that any engine can add.
 *
 * <p>The sums of two disjoint sets of configurations add up to the sums of their union. Floating
 * point addition is not associative: an engine that wants the same bits every time adds the sums of
 * shards in a fixed tree over the shard numbers.
 *
 * <p>An instance holds scratch memory and serves one thread; a serialised copy is an independent
 * instance.
 */
public interface BatchSums extends Serializable {

  /** Number of doubles in the array of sums. */
  int size();

  /** {@link #accumulate(double[], int, long[], long[], double[], double[])} of equal weights. */
  default void accumulate(double[] phi, int batch, long[] chain, long[] step, double[] sums) {
    accumulate(phi, batch, chain, step, null, sums);
  }

  /**
   * Adds the contribution of a batch: {@code sums += contribution}.
   *
   * @param phi the fields, index {@code site * batch + b}
   * @param batch number of configurations, at least 1
   * @param chain chain number of each configuration; with {@code step} the key of its random
   *     numbers
   * @param step step of each configuration within its chain
   * @param weights importance weight of each configuration up to a factor that all batches have in
   *     common, not negative; null if all count equally, which is a weight of 1
   * @param sums {@link #size()} doubles, added to in place
   * @throws IllegalArgumentException if an array has the wrong length, a field is not finite, or a
   *     weight is negative or not finite
   */
  void accumulate(
      double[] phi, int batch, long[] chain, long[] step, double[] weights, double[] sums);
}
