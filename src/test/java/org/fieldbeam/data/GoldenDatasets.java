package org.fieldbeam.data;

import java.util.List;
import java.util.Map;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.FieldBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.row.TrainingBatch;
import org.fieldbeam.data.storage.Storage;

/**
 * The datasets in {@code testdata/format-N}, one of each kind, whose values follow a formula of
 * binary fractions so that they are known without any reference program.
 */
public final class GoldenDatasets {
  private static final int[] SHAPE = {3, 4};
  public static final int ROWS = 20;
  public static final Lattice LATTICE = Lattice.of(SHAPE);

  /** Layouts of ensembles beside that of a real scalar field, since format 2. */
  public static final List<FieldLayout> LAYOUTS =
      List.of(
          FieldLayout.real(LATTICE, 3),
          FieldLayout.siteAngles(LATTICE),
          FieldLayout.linkAngles(LATTICE));

  public static final List<String> SCALARS = List.of("M", "phi2");

  private GoldenDatasets() {}

  /** Writes them again; the argument is the folder. Only for a new format version. */
  public static void main(String[] args) {
    write(args[0]);
  }

  /** Value at site x of row i. */
  public static double value(int row, int site) {
    return ((31 * row + 17 * site) % 64 - 32) / 16.0;
  }

  static void write(String folder) {
    String ensemble = Storage.resolve(folder, "ensemble");
    DatasetInfo info = info(DatasetKind.ENSEMBLE).with(DatasetInfo.SEED, 7L);
    EnsembleBatch batch = new EnsembleBatch(SHAPE, ROWS);
    fill(batch);
    for (int b = 0; b < ROWS; b++) {
      batch.action()[b] = b / 8.0;
      batch.accepted()[b] = (byte) (b % 3 - 1);
      batch.deltaH()[b] = b % 2 == 0 ? -b / 4.0 : Double.NaN;
      batch.logWeight()[b] = b % 5 == 0 ? b : Double.NaN;
    }
    try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(ensemble, info, 0, 1)) {
      writer.write(batch);
      commit(ensemble, info, writer.finish());
    }
    String noised = Storage.resolve(folder, "noised");
    NoisedBatch levels = new NoisedBatch(SHAPE, ROWS);
    fill(levels);
    for (int b = 0; b < ROWS; b++) {
      levels.level()[b] = b % 4;
      levels.time()[b] = b % 4 / 4.0;
    }
    try (RowWriter<NoisedBatch> writer =
        NoisedBatch.ROWS.create(noised, info(DatasetKind.NOISED), 0, 1)) {
      writer.write(levels);
      commit(noised, info(DatasetKind.NOISED), writer.finish());
    }
    String training = Storage.resolve(folder, "training");
    TrainingBatch floats = new TrainingBatch(SHAPE, ROWS);
    fill(floats);
    for (int b = 0; b < ROWS; b++) {
      floats.validation()[b] = b >= 15;
    }
    try (RowWriter<TrainingBatch> writer =
        TrainingBatch.ROWS.create(training, info(DatasetKind.TRAINING), 0, 1)) {
      writer.write(floats);
      commit(training, info(DatasetKind.TRAINING), writer.finish());
    }
    writeComplex(Storage.resolve(folder, "complex"));
    for (FieldLayout layout : LAYOUTS) {
      writeLayout(Storage.resolve(folder, name(layout)), layout);
    }
    String measurements = Storage.resolve(folder, "measurements");
    DatasetInfo scalars = info(DatasetKind.MEASUREMENTS).with(DatasetInfo.SCALARS, SCALARS);
    MeasurementBatch values = new MeasurementBatch(SCALARS, ROWS);
    values.resize(ROWS);
    for (int b = 0; b < ROWS; b++) {
      values.chain()[b] = b / 5;
      values.step()[b] = b % 5;
      values.scalar("M")[b] = value(b, 0);
      values.scalar("phi2")[b] = value(b, 1);
    }
    try (RowWriter<MeasurementBatch> writer =
        MeasurementBatch.ROWS.create(measurements, scalars, 0, 1)) {
      writer.write(values);
      commit(measurements, scalars, writer.finish());
    }
  }

  static void writeComplex(String folder) {
    DatasetInfo info = info(DatasetKind.COMPLEX, FieldLayout.complexified(LATTICE, 2));
    ComplexBatch batch = ComplexBatch.of(info, ROWS);
    fill(batch);
    for (int b = 0; b < ROWS; b++) {
      for (int x = 0; x < batch.volume(); x++) {
        batch.imaginary()[x * ROWS + b] = value(b + 1, x);
      }
      batch.action()[b] = b / 8.0;
      batch.actionImaginary()[b] = -b / 16.0;
      batch.drift()[b] = b / 4.0;
      batch.runaways()[b] = b % 2;
    }
    try (RowWriter<ComplexBatch> writer = ComplexBatch.ROWS.create(folder, info, 0, 1)) {
      writer.write(batch);
      commit(folder, info, writer.finish());
    }
  }

  /** An ensemble of fields of which a site has several values, or angles. */
  private static void writeLayout(String folder, FieldLayout layout) {
    DatasetInfo info = info(DatasetKind.ENSEMBLE, layout);
    EnsembleBatch batch = new EnsembleBatch(info.rowShape(), ROWS);
    fill(batch);
    try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(folder, info, 0, 1)) {
      writer.write(batch);
      commit(folder, info, writer.finish());
    }
  }

  /** The folder of the ensemble of a layout. */
  public static String name(FieldLayout layout) {
    return "ensemble-" + layout.label().replace(' ', '-');
  }

  private static DatasetInfo info(DatasetKind kind) {
    return info(kind, FieldLayout.scalar(LATTICE));
  }

  private static DatasetInfo info(DatasetKind kind, FieldLayout layout) {
    return DatasetInfo.of(kind, "golden", "testdata", "format-2", layout)
        .with(DatasetInfo.BOUNDARY, "periodic");
  }

  private static void fill(FieldBatch batch) {
    batch.resize(ROWS);
    for (int b = 0; b < ROWS; b++) {
      batch.chain()[b] = b / 5;
      batch.step()[b] = b % 5;
      for (int x = 0; x < batch.volume(); x++) {
        batch.fields()[x * ROWS + b] = value(b, x);
      }
    }
  }

  private static void commit(String folder, DatasetInfo info, ShardEntry entry) {
    // A fixed time and host, so that regenerating the same format changes nothing.
    DatasetFolder.commit(
        folder, new Manifest(info, List.of(entry), "2026-01-01T00:00:00Z", "testdata", Map.of()));
  }
}
