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

  /** Sites of a ring that all have the sign of their sum, and a little noise: not Gaussian. */
  static ToyRows wells(int volume, int rows) {
    float[] training = new float[rows * volume];
    float[] validation = new float[rows * volume];
    for (int half = 0; half < 2; half++) {
      RandomStream random = Streams.of(8, "wells", half, 0);
      for (int row = 0; row < rows; row++) {
        double sign = random.nextDouble() < 0.5 ? -1 : 1;
        for (int x = 0; x < volume; x++) {
          (half == 0 ? training : validation)[row * volume + x] =
              (float) (sign + 0.3 * random.nextGaussian());
        }
      }
    }
    return new ToyRows(volume, new Shard[] {new Shard(volume, training, validation)});
  }

  /** A loss of the rows that are held out of the first shard, with some parameters. */
  static double held(ToyRows rows, ScoreNetwork network, float[] parameters, ScoreLoss loss) {
    float[] held = rows.read(0).validation();
    double[] clean = new double[held.length];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = held[i];
    }
    return Torch.withoutGradients(
        () -> {
          NetworkTensors tensors = new NetworkTensors(network);
          tensors.fill(parameters);
          return loss.of(
                  tensors, clean, held.length / rows.volume(), Streams.of(5, "held out", 0, 0))
              .item_double();
        });
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
