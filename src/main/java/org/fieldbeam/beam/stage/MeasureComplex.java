package org.fieldbeam.beam.stage;

import java.util.List;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.ShardFunction;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.observable.EnsembleKernel;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.core.observable.batch.FieldSteps;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.MeasuredObservables;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;

/** The measurement of a complex ensemble: one shard per shard of it. */
final class MeasureComplex implements ShardFunction.Stage {
  private final DatasetFolder ensemble;
  private final DatasetInfo info;
  private final String folder;
  private final EnsembleKernel kernel;
  private final int width;
  private final ComplexBatch rows;
  private final MeasurementBatch measured;
  private final double[] numbers;
  private final int values;
  private final boolean steps;

  MeasureComplex(DatasetFolder ensemble, DatasetInfo info, String folder, ObservableChoice choice) {
    this.ensemble = ensemble;
    this.folder = folder;
    ComplexAction action = DatasetActions.complex(ensemble.info());
    values = action.values();
    EnsembleMeasurement measurement =
        MeasureStage.measurement(
            ensemble, MeasuredObservables.traits(ensemble.info(), false, false), choice);
    width = measurement.columns().size();
    List<String> columns = FieldSteps.columns(measurement.columns(), values);
    steps = columns.contains(FieldSteps.STEP);
    DatasetInfo described =
        MeasuredObservables.describe(info, measurement, choice)
            .with(DatasetInfo.ACTION, DatasetActions.property(action))
            .with(DatasetInfo.SCALARS, columns);
    Object algorithm = ensemble.info().property(DatasetInfo.ALGORITHM);
    this.info = algorithm == null ? described : described.with(DatasetInfo.ALGORITHM, algorithm);
    kernel = measurement.kernel();
    rows = ComplexBatch.of(ensemble.info(), DatasetStage.BATCH);
    measured = new MeasurementBatch(columns, DatasetStage.BATCH);
    numbers = new double[width * DatasetStage.BATCH];
  }

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
    return ensemble.manifest().rows();
  }

  @Override
  public ShardEntry write(int index, ShardFunction.RowCount progress) {
    try (RowReader<ComplexBatch> reader = ComplexBatch.ROWS.open(ensemble, index);
        RowWriter<MeasurementBatch> writer =
            MeasurementBatch.ROWS.create(folder, info, index, shards())) {
      FieldSteps moved = new FieldSteps(values);
      for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
        kernel.measure(
            rows.fields(),
            rows.imaginary(),
            rows.action(),
            rows.actionImaginary(),
            rows.runaways(),
            n,
            numbers);
        measured.resize(n);
        System.arraycopy(rows.chain(), 0, measured.chain(), 0, n);
        System.arraycopy(rows.step(), 0, measured.step(), 0, n);
        for (int column = 0; column < width; column++) {
          System.arraycopy(numbers, column * n, measured.scalar(column), 0, n);
        }
        if (steps) {
          moved.next(
              rows.chain(),
              rows.fields(),
              rows.imaginary(),
              n,
              measured.scalar(FieldSteps.STEP),
              measured.scalar(FieldSteps.SPREAD));
        }
        writer.write(measured);
        progress.add(n);
      }
      return writer.finish();
    }
  }
}
