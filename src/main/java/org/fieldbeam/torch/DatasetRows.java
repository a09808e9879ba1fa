package org.fieldbeam.torch;

import java.util.Arrays;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.Normalization;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.TrainingBatch;

/** The rows of a training dataset. Small datasets stay in memory, others are read every epoch. */
final class DatasetRows implements TrainingRows {
  private static final long MEMORY = 64L << 20;
  private static final int READ_BATCH = 1024;

  /** Values that are read together, about: rows of large lattices are read in smaller batches. */
  private static final int READ_VALUES = 1 << 22;

  /** What an array takes, about. */
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private final DatasetFolder dataset;
  private final int volume;
  private final Normalization normalization;
  private final Shard[] kept;
  private final long rows;
  private final double least;
  private final double largest;

  /**
   * Counts the rows.
   *
   * @throws UserException if there is nothing to train on
   */
  DatasetRows(DatasetFolder dataset) {
    this.dataset = dataset;
    volume = dataset.info().values();
    normalization = Normalization.of(dataset);
    boolean keep = dataset.manifest().rows() <= MEMORY / Float.BYTES / volume;
    kept = new Shard[dataset.shardCount()];
    long count = 0;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int shard = 0; shard < kept.length; shard++) {
      Shard data = read(shard);
      count += data.rows();
      for (float value : data.training()) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      kept[shard] = keep ? data : null;
    }
    rows = count;
    least = mean() + scale() * low;
    largest = mean() + scale() * high;
    if (rows == 0) {
      throw UserException.of("the training dataset has no rows to train on")
          .where(dataset.path())
          .given(dataset.manifest().rows() + " rows, all held out for validation")
          .todo("lower validation in the prepare stage, or give more chains")
          .build();
    }
  }

  @Override
  public int volume() {
    return volume;
  }

  @Override
  public int shards() {
    return kept.length;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public double mean() {
    return normalization.mean();
  }

  @Override
  public double scale() {
    return normalization.scale();
  }

  /** The least value of all rows that are trained on. */
  double least() {
    return least;
  }

  /** The largest value of all rows that are trained on. */
  double largest() {
    return largest;
  }

  @Override
  public Shard read(int shard) {
    if (kept[shard] != null) {
      return kept[shard];
    }
    long size = dataset.manifest().shards().get(shard).rows();
    if (size > MOST_VALUES / volume) {
      throw UserException.of("a shard of the training dataset is too large to be trained on")
          .where(dataset.shardPath(shard))
          .given(size + " rows of " + volume + " values")
          .allowed("at most " + MOST_VALUES + " values in a shard")
          .todo("give the prepare stage more shards")
          .build();
    }
    float[] training = new float[(int) (size * volume)];
    float[] validation = new float[training.length];
    int trained = 0;
    int held = 0;
    int capacity = Math.max(1, Math.min(READ_BATCH, READ_VALUES / volume));
    TrainingBatch batch = new TrainingBatch(dataset.info().rowShape(), capacity);
    try (RowReader<TrainingBatch> reader = TrainingBatch.ROWS.open(dataset, shard)) {
      for (int n = reader.read(batch); n > 0; n = reader.read(batch)) {
        for (int b = 0; b < n; b++) {
          boolean out = batch.validation()[b];
          float[] target = out ? validation : training;
          int at = volume * (out ? held++ : trained++);
          for (int x = 0; x < volume; x++) {
            target[at + x] = (float) batch.fields()[x * n + b];
          }
        }
      }
    }
    return new Shard(
        volume,
        Arrays.copyOf(training, trained * volume),
        Arrays.copyOf(validation, held * volume));
  }
}
