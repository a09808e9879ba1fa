package org.fieldbeam.torch;

import java.util.function.Consumer;
import org.fieldbeam.core.random.RandomStream;

/**
 * The rows that a network is trained on, in shards that are read one after another.
 *
 * <p>Rows are single-precision fields in units of the normalisation {@code x = mean + scale x'}.
 */
interface TrainingRows {
  /** The rows of a shard, one after another, V numbers each. */
  record Shard(int volume, float[] training, float[] validation) {
    int rows() {
      return training.length / volume;
    }
  }

  /** Number of values V of a configuration. */
  int volume();

  int shards();

  /** Reads a shard. */
  Shard read(int shard);

  /** Training rows of all shards. */
  long rows();

  double mean();

  double scale();

  /** Copies a row of those that a shard holds, in the units of the field. */
  default void copy(float[] from, int row, double[] to, int at) {
    int volume = volume();
    for (int x = 0; x < volume; x++) {
      to[at * volume + x] = mean() + scale() * from[row * volume + x];
    }
  }

  /** Gives the first training rows, in the units of the field; what gets them keeps no array. */
  default void forFirst(int most, Consumer<double[]> to) {
    double[] row = new double[volume()];
    int given = 0;
    for (int shard = 0; shard < shards() && given < most; shard++) {
      Shard data = read(shard);
      for (int i = 0; i < data.rows() && given < most; i++, given++) {
        copy(data.training(), i, row, 0);
        to.accept(row);
      }
    }
  }

  /** Fisher-Yates: the numbers 0 to n - 1 in random order. */
  static int[] permutation(int n, RandomStream random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
