package org.fieldbeam.beam.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.beam.PrepareScoreTraining;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.ShardSums;
import org.fieldbeam.core.diffusion.ForwardNoise;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.StreamKey;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Normalization;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardWriter;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.row.TrainingBatch;

/** What {@link PrepareScoreTraining} computes, apart from the shuffle. */
public final class PrepareStage extends DatasetStage {
  private static final long serialVersionUID = 1L;

  /** Raw bytes of a shard where the number of shards is not given: it is sorted in memory. */
  private static final long SHARD_BYTES = 32L << 20;

  private final NoiseSchedule schedule;
  public ValidationSplit split = new ValidationSplit(0.1);

  /** Number of shards, 0 to choose it by their size. */
  public int shards;

  /** Whether shards are compressed. */
  public boolean compressed = true;

  public PrepareStage(NoiseSchedule schedule) {
    this.schedule = schedule;
  }

  /** A variance of this part of the mean square is what rounding leaves in sums. */
  private static final double ROUNDING = 1e-10;

  /**
   * The normalisation of the training configurations of an ensemble, one for all values, so that
   * whatever symmetry mixes components or directions stays one.
   *
   * <p>Mean and scale of one real number at each site are mean and standard deviation. Where a site
   * has several, the mean is 0, which is the only one that rotations and reflections leave alone:
   * the average over all components would shift a vector along (1, 1, ...). The scale is then the
   * root of the mean square. Angles stay as they are, mean 0 and scale 1: a circle has no unit but
   * its own.
   *
   * @param sums of the training configurations: numbers, their sum, the sum of their squares; and
   *     the number of configurations held out
   * @throws UserException if there are none to train on or to validate with, all values are the
   *     same, or their squares exceed the largest double
   */
  public Normalization normalization(double[] sums, DatasetFolder ensemble) {
    String where = ensemble.path();
    split.check(sums[3], ensemble.manifest().rows() - sums[3], where);
    FieldLayout layout = ensemble.info().layout();
    if (layout.isAngle()) {
      return new Normalization(0, 1);
    }
    double mean = layout.perSite() == 1 ? sums[1] / sums[0] : 0;
    double variance = sums[2] / sums[0] - mean * mean;
    if (!Double.isFinite(variance)) {
      throw UserException.of("the training configurations cannot be normalised")
          .where(where)
          .given("field values whose squares exceed the largest double, about 1.8e308")
          .allowed("field values of size up to 1e150")
          .todo("look for configurations that ran away, and leave them out")
          .build();
    }
    if (!(variance > ROUNDING * sums[2] / sums[0])) {
      throw UserException.of("the training configurations cannot be normalised")
          .where(where)
          .given(sums[0] + " field values with mean " + mean + " and variance " + variance)
          .allowed("at least one training configuration that is not constant")
          .todo("lower validation, or give more configurations")
          .build();
    }
    return new Normalization(mean, Math.sqrt(variance));
  }

  @Override
  public String stageName() {
    return "prepare";
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("diffusion", property(schedule.name(), schedule.parameters()));
    settings.put("validation", split.fraction());
    settings.put("shards", shards);
    if (!compressed) { // outputs of before this could be set keep their hash
      settings.put(ShardWriter.COMPRESSION, ShardWriter.NONE);
    }
    return settings;
  }

  @Override
  public Stage open(String input) {
    throw new IllegalStateException("the shards of a prepare stage come out of a shuffle");
  }

  public int shards(DatasetFolder ensemble) {
    if (shards > 0) {
      return shards;
    }
    long rowBytes = (long) ensemble.info().values() * Float.BYTES;
    return DatasetFolder.shards(
        Math.multiplyExact(ensemble.manifest().rows(), rowBytes), SHARD_BYTES);
  }

  public DatasetInfo info(DatasetFolder ensemble, Normalization normalization) {
    requireSuited(ensemble);
    DatasetInfo info =
        withAction(
                info(
                    DatasetKind.TRAINING,
                    output.name(),
                    ensemble.info().layout(),
                    List.of(ensemble.contentHash())),
                ensemble.info())
            .with(DatasetInfo.DIFFUSION, property(schedule.name(), schedule.parameters()))
            .with("validation", split.fraction())
            .with(
                DatasetInfo.NORMALIZATION,
                Map.of("mean", normalization.mean(), "scale", normalization.scale()));
    return compressed ? info : info.with(ShardWriter.COMPRESSION, ShardWriter.NONE);
  }

  private void requireSuited(DatasetFolder ensemble) {
    try {
      ForwardNoise.requireSuited(ensemble.info().layout(), schedule);
    } catch (IllegalArgumentException e) {
      throw UserException.of("the diffusion does not suit the fields")
          .where(ensemble.path())
          .given(e.getMessage())
          .todo("name a diffusion that adds noise only, such as ve")
          .cause(e)
          .build();
    }
  }

  /** Sums for the normalisation: over the training chains only, or validation would leak. */
  public static final class Moments implements ShardSums.Sums<double[]> {
    private static final long serialVersionUID = 1L;
    private final ValidationSplit split;

    public Moments(ValidationSplit split) {
      this.split = split;
    }

    @Override
    public double[] of(DatasetFolder ensemble, int shard, double[] earlier, RowCount progress) {
      EnsembleWeights.requireNone(ensemble, "prepare");
      double[] sums = new double[4];
      EnsembleBatch rows = new EnsembleBatch(ensemble.info().rowShape(), BATCH);
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(ensemble, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            if (!split.isValidation(rows.chain()[b])) {
              add(rows, b, sums);
            } else {
              sums[3]++;
            }
          }
          progress.add(n);
        }
      }
      return sums;
    }

    private static void add(EnsembleBatch rows, int b, double[] sums) {
      double sum = 0;
      double squares = 0;
      for (int x = 0; x < rows.volume(); x++) {
        double value = rows.fields()[x * rows.size() + b];
        sum += value;
        squares += value * value;
      }
      sums[0] += rows.volume();
      sums[1] += sum;
      sums[2] += squares;
    }
  }

  /** Takes rows with the shard they fall to. */
  public interface RowReceiver {
    void accept(int shard, TrainingRow row);
  }

  /** Reads a shard of the ensemble and deals its configurations out. */
  public void deal(
      DatasetFolder ensemble,
      int shard,
      Normalization normalization,
      RowReceiver receiver,
      RowCount progress) {
    int count = shards(ensemble);
    boolean angles = ensemble.info().layout().isAngle();
    StreamKey shuffle = Streams.key(seed, purpose() + "/shuffle");
    EnsembleBatch rows = new EnsembleBatch(ensemble.info().rowShape(), BATCH);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(ensemble, shard)) {
      for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
        for (int b = 0; b < n; b++) {
          long chain = rows.chain()[b];
          long step = rows.step()[b];
          RandomStream random = shuffle.stream(chain, step);
          int target = random.nextInt(count);
          float[] field = new float[rows.volume()];
          for (int x = 0; x < field.length; x++) {
            double value = rows.fields()[x * n + b];
            field[x] = (float) ((value - normalization.mean()) / normalization.scale());
          }
          if (angles) {
            for (int x = 0; x < field.length; x++) {
              field[x] = Angles.single(rows.fields()[x * n + b]);
            }
          }
          receiver.accept(
              target,
              new TrainingRow(random.nextLong(), chain, step, split.isValidation(chain), field));
        }
        progress.add(n);
      }
    }
  }

  /** Sorts the rows of a shard into their random order and writes them. */
  public ShardEntry write(DatasetInfo info, int index, int count, Iterable<TrainingRow> dealt) {
    List<TrainingRow> sorted = new ArrayList<>();
    for (TrainingRow row : dealt) {
      if (!row.isEmpty()) {
        sorted.add(row);
      }
    }
    sorted.sort(TrainingRow.ORDER);
    TrainingBatch rows = new TrainingBatch(info.rowShape(), BATCH);
    try (RowWriter<TrainingBatch> writer =
        TrainingBatch.ROWS.create(output.folder(), info, index, count)) {
      for (int from = 0; from < sorted.size(); from += BATCH) {
        rows.resize(Math.min(BATCH, sorted.size() - from));
        for (int b = 0; b < rows.size(); b++) {
          TrainingRow row = sorted.get(from + b);
          rows.chain()[b] = row.chain();
          rows.step()[b] = row.step();
          rows.validation()[b] = row.validation();
          for (int x = 0; x < rows.volume(); x++) {
            rows.fields()[x * rows.size() + b] = row.field()[x];
          }
        }
        writer.write(rows);
      }
      return writer.finish();
    }
  }
}
