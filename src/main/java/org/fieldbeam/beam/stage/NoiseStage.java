package org.fieldbeam.beam.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.beam.AddForwardNoise;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.core.diffusion.ForwardNoise;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.shape.CovarianceShape;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;

/** The shards of {@link AddForwardNoise}: one per shard of the ensemble. */
public final class NoiseStage extends DatasetStage {
  private static final long serialVersionUID = 1L;

  public final NoiseSchedule schedule;
  public TimeLadder ladder;
  public boolean trajectories;
  public CovarianceShape covariance = CovarianceShape.isotropic();

  public NoiseStage(NoiseSchedule schedule, TimeLadder ladder) {
    this.schedule = schedule;
    this.ladder = ladder;
  }

  @Override
  public String stageName() {
    return "noise";
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("diffusion", property(schedule.name(), schedule.parameters()));
    settings.put("times", Arrays.toString(ForwardNoise.times(schedule, ladder)));
    settings.put("mode", mode());
    if (!covariance.isIsotropic()) { // outputs of before this could be set keep their hash
      settings.put(DatasetInfo.COVARIANCE, property(covariance.name(), covariance.parameters()));
    }
    return settings;
  }

  /** The covariance of noise as a property of its dataset; isotropic if left out. */
  static DatasetInfo withCovariance(DatasetInfo info, CovarianceShape covariance) {
    return covariance.isIsotropic()
        ? info
        : info.with(DatasetInfo.COVARIANCE, property(covariance.name(), covariance.parameters()));
  }

  private String mode() {
    return trajectories ? "trajectories" : "marginals";
  }

  @Override
  public Stage open(String input) {
    DatasetFolder ensemble = DatasetFolder.openLazily(input, DatasetKind.ENSEMBLE);
    EnsembleWeights.requireNone(ensemble, "noise");
    FieldLayout layout = layout(ensemble);
    int[] shape = layout.shape();
    double[] times = ForwardNoise.times(schedule, ladder);
    DatasetInfo info =
        withCovariance(
            withAction(
                    info(
                        DatasetKind.NOISED, output.name(), layout, List.of(ensemble.contentHash())),
                    ensemble.info())
                .with(DatasetInfo.DIFFUSION, property(schedule.name(), schedule.parameters()))
                .with(DatasetInfo.LADDER, property(ladder.kind(), ladder.parameters()))
                .with("times", times)
                .with("mode", mode()),
            covariance);
    return new Stage() {
      @Override
      public DatasetInfo info() {
        return info;
      }

      @Override
      public int shards() {
        return ensemble.shardCount();
      }

      @Override
      public long rows() {
        return Math.multiplyExact(ensemble.manifest().rows(), times.length + 1L);
      }

      @Override
      public ShardEntry write(int index, RowCount progress) {
        EnsembleBatch clean = new EnsembleBatch(shape, BATCH);
        NoisedBatch noised = new NoisedBatch(shape, BATCH);
        double[] scratch = new double[clean.fields().length];
        ForwardNoise noise = new ForwardNoise(layout, schedule, covariance, times, seed, purpose());
        try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(ensemble, index);
            RowWriter<NoisedBatch> writer =
                NoisedBatch.ROWS.create(folder(input), info, index, shards())) {
          for (int n = reader.read(clean); n > 0; n = reader.read(clean)) {
            writeLevels(noise, clean, noised, scratch, writer);
            progress.add((long) n * (times.length + 1));
          }
          return writer.finish();
        }
      }
    };
  }

  /** What the configurations consist of; a schedule that scales them does not suit angles. */
  private FieldLayout layout(DatasetFolder ensemble) {
    FieldLayout layout = ensemble.info().layout();
    if (layout.isAngle() && schedule.alpha(schedule.lastTime()) != 1) {
      throw UserException.of("the noise schedule scales the fields, and angles cannot be scaled")
          .where(ensemble.path())
          .given(schedule.name() + schedule.parameters() + ", and " + layout)
          .allowed("for angles: diffusion: {ve: {sigma: ...}}")
          .todo("choose ve")
          .build();
    }
    return layout;
  }

  /** Writes a batch at level 0 (clean), then at every time of the schedule. */
  private void writeLevels(
      ForwardNoise noise,
      EnsembleBatch clean,
      NoisedBatch noised,
      double[] scratch,
      RowWriter<NoisedBatch> writer) {
    int n = clean.size();
    noised.resize(n);
    System.arraycopy(clean.chain(), 0, noised.chain(), 0, n);
    System.arraycopy(clean.step(), 0, noised.step(), 0, n);
    System.arraycopy(clean.fields(), 0, noised.fields(), 0, clean.volume() * n);
    writeLevel(noised, 0, 0, writer);
    double[] times = noise.times();
    for (int i = 0; i < times.length; i++) {
      if (trajectories) {
        noise.transition(noised.fields(), n, clean.chain(), clean.step(), i, scratch);
      } else {
        noise.marginal(clean.fields(), n, clean.chain(), clean.step(), i, noised.fields());
      }
      writeLevel(noised, i + 1, times[i], writer);
    }
  }

  private static void writeLevel(
      NoisedBatch noised, int level, double time, RowWriter<NoisedBatch> writer) {
    Arrays.fill(noised.level(), level);
    Arrays.fill(noised.time(), time);
    writer.write(noised);
  }
}
