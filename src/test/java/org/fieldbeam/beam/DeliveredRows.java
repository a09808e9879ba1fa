package org.fieldbeam.beam;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.TrainingBatch;
import org.fieldbeam.data.storage.Storage;

/** What readers deliver of a dataset. */
final class DeliveredRows {
  private DeliveredRows() {}

  /** All that a reader delivers, and what the dataset says of itself. */
  static String hash(String folder) {
    DatasetFolder dataset = DatasetFolder.openLazily(folder);
    DatasetInfo info = dataset.info();
    Map<String, Object> properties = new TreeMap<>(info.properties());
    properties.remove(DatasetInfo.PARENTS); // sums up what the parents' hashes are
    StringBuilder text = new StringBuilder(info + " " + properties);
    for (int shard = 0; shard < dataset.shardCount(); shard++) {
      switch (info.kind()) {
        case ENSEMBLE -> {
          EnsembleBatch rows = new EnsembleBatch(info.shape(), 3);
          try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, shard)) {
            batches(text, () -> reader.read(rows), n -> rows.configuration(n).toString());
          }
        }
        case COMPLEX -> {
          ComplexBatch rows = ComplexBatch.of(info, 1);
          try (RowReader<ComplexBatch> reader = ComplexBatch.ROWS.open(dataset, shard)) {
            batches(
                text,
                () -> reader.read(rows),
                n ->
                    Arrays.toString(rows.fields())
                        + Arrays.toString(rows.imaginary())
                        + Arrays.toString(rows.action())
                        + Arrays.toString(rows.actionImaginary())
                        + Arrays.toString(rows.drift())
                        + Arrays.toString(rows.chain())
                        + Arrays.toString(rows.step())
                        + Arrays.toString(rows.runaways()));
          }
        }
        case MEASUREMENTS -> {
          MeasurementBatch rows = new MeasurementBatch(info.scalars(), 1);
          try (RowReader<MeasurementBatch> reader = MeasurementBatch.ROWS.open(dataset, shard)) {
            batches(
                text,
                () -> reader.read(rows),
                n -> {
                  StringBuilder row = new StringBuilder();
                  row.append(rows.chain()[n]).append(' ').append(rows.step()[n]);
                  row.append(' ').append(rows.logWeight()[n]);
                  for (int i = 0; i < rows.names().size(); i++) {
                    row.append(' ').append(rows.scalar(i)[n]);
                  }
                  return row.toString();
                });
          }
        }
        case NOISED -> {
          NoisedBatch rows = new NoisedBatch(info.shape(), 1);
          try (RowReader<NoisedBatch> reader = NoisedBatch.ROWS.open(dataset, shard)) {
            batches(
                text,
                () -> reader.read(rows),
                n ->
                    Arrays.toString(rows.fields())
                        + Arrays.toString(rows.chain())
                        + Arrays.toString(rows.step())
                        + Arrays.toString(rows.level())
                        + Arrays.toString(rows.time()));
          }
        }
        case TRAINING -> {
          TrainingBatch rows = new TrainingBatch(info.shape(), 1);
          try (RowReader<TrainingBatch> reader = TrainingBatch.ROWS.open(dataset, shard)) {
            batches(
                text,
                () -> reader.read(rows),
                n ->
                    Arrays.toString(rows.fields())
                        + Arrays.toString(rows.chain())
                        + Arrays.toString(rows.step())
                        + Arrays.toString(rows.validation()));
          }
        }
      }
    }
    return Storage.sha256OfText(text.toString());
  }

  /** Reads a batch. */
  private interface Read {
    int next();
  }

  private static void batches(StringBuilder text, Read read, IntFunction<String> row) {
    for (int n = read.next(); n > 0; n = read.next()) {
      for (int b = 0; b < n; b++) {
        text.append('\n').append(row.apply(b));
      }
    }
  }
}
