package org.fieldbeam.torch;

import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;

/** Training rows in memory, in units of their own: mean 0, scale 1. */
record ToyRows(int volume, Shard[] data) implements TrainingRows {

  /** Independent sites, one row in ten held out. */
  static ToyRows of(int volume, int shards, int rows, ToDoubleFunction<RandomStream> site) {
    Shard[] data = new Shard[shards];
    for (int shard = 0; shard < shards; shard++) {
      RandomStream random = Streams.of(17, "toy rows", shard, volume);
      float[] training = new float[rows * volume];
      float[] validation = new float[rows / 10 * volume];
      for (float[] target : new float[][] {training, validation}) {
        for (int i = 0; i < target.length; i++) {
          target[i] = (float) site.applyAsDouble(random);
        }
      }
      data[shard] = new Shard(volume, training, validation);
    }
    return new ToyRows(volume, data);
  }

  @Override
  public int shards() {
    return data.length;
  }

  @Override
  public Shard read(int shard) {
    return data[shard];
  }

  @Override
  public long rows() {
    long rows = 0;
    for (Shard shard : data) {
      rows += shard.rows();
    }
    return rows;
  }

  @Override
  public double mean() {
    return 0;
  }

  @Override
  public double scale() {
    return 1;
  }
}
