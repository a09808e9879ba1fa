package org.fieldbeam.beam.stage;

import java.util.Arrays;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.ShardFunction;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Normalization;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.row.FieldBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.TrainingBatch;

/**
 * Streams the configurations of a shard into sums over training and over held-out configurations:
 * from an ensemble, which is split here, or from a training dataset, which brings its split and its
 * normalisation. Configurations of a weighted ensemble come with their weights.
 */
public final class FitRows {
  private final DatasetFolder dataset;
  private final ValidationSplit split;
  private final EnsembleWeights weights;

  public FitRows(DatasetFolder dataset, ValidationSplit split) {
    this.dataset = dataset;
    this.split = split;
    DatasetKind kind = dataset.info().kind();
    if (kind != DatasetKind.ENSEMBLE && kind != DatasetKind.TRAINING) {
      throw UserException.of("a score cannot be trained on this kind of dataset")
          .where(dataset.path())
          .given(kind.label())
          .allowed("ensemble or training")
          .todo("name an ensemble, or what a prepare stage wrote")
          .build();
    }
    dataset.requireScalar("train");
    weights = EnsembleWeights.of(dataset);
  }

  /**
   * Adds the shard's configurations in their order.
   *
   * @param training sums over the training configurations, null to leave them out
   * @param validation sums over the others, null to leave them out
   * @return number of configurations held out
   */
  public long accumulate(
      int shard,
      BatchSums sums,
      double[] training,
      double[] validation,
      ShardFunction.RowCount progress) {
    long all = 0;
    if (dataset.info().kind() == DatasetKind.ENSEMBLE) {
      EnsembleBatch rows = new EnsembleBatch(dataset.info().rowShape(), DatasetStage.BATCH);
      boolean[] held = new boolean[rows.capacity()];
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int b = 0; b < n; b++) {
            held[b] = split.isValidation(rows.chain()[b]);
          }
          all += add(rows, held, weights.of(rows), sums, training, validation);
          progress.add(n);
        }
      }
    } else {
      TrainingBatch rows = new TrainingBatch(dataset.info().rowShape(), DatasetStage.BATCH);
      Normalization normalization = Normalization.of(dataset);
      try (RowReader<TrainingBatch> reader = TrainingBatch.ROWS.open(dataset, shard)) {
        for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
          for (int i = 0; i < rows.volume() * n; i++) {
            rows.fields()[i] = normalization.mean() + normalization.scale() * rows.fields()[i];
          }
          all += add(rows, rows.validation(), null, sums, training, validation);
          progress.add(n);
        }
      }
    }
    return all;
  }

  private static int add(
      FieldBatch rows,
      boolean[] held,
      double[] weights,
      BatchSums sums,
      double[] training,
      double[] validation) {
    if (training != null) {
      addSelected(rows, held, false, weights, sums, training);
    }
    if (validation != null) {
      addSelected(rows, held, true, weights, sums, validation);
    }
    int count = 0;
    for (int b = 0; b < rows.size(); b++) {
      count += held[b] ? 1 : 0;
    }
    return count;
  }

  /** Adds the configurations whose flag is {@code wanted}, as a batch of their own. */
  private static void addSelected(
      FieldBatch rows,
      boolean[] held,
      boolean wanted,
      double[] weights,
      BatchSums sums,
      double[] total) {
    int n = rows.size();
    int[] selected = new int[n];
    int count = 0;
    for (int b = 0; b < n; b++) {
      if (held[b] == wanted) {
        selected[count++] = b;
      }
    }
    if (count == 0) {
      return;
    }
    double[] fields = new double[rows.volume() * count];
    for (int x = 0; x < rows.volume(); x++) {
      for (int i = 0; i < count; i++) {
        fields[x * count + i] = rows.fields()[x * n + selected[i]];
      }
    }
    long[] chain = Arrays.stream(selected, 0, count).mapToLong(b -> rows.chain()[b]).toArray();
    long[] step = Arrays.stream(selected, 0, count).mapToLong(b -> rows.step()[b]).toArray();
    double[] weight =
        weights == null
            ? null
            : Arrays.stream(selected, 0, count).mapToDouble(b -> weights[b]).toArray();
    sums.accumulate(fields, count, chain, step, weight, total);
  }
}
