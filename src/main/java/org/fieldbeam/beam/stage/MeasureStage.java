package org.fieldbeam.beam.stage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.beam.MeasureObservables;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.observable.EnsembleKernel;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.core.observable.batch.FieldSteps;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.MeasuredObservables;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.model.FolderNames;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;

/** The shards of {@link MeasureObservables}: one per shard of the ensemble. */
public final class MeasureStage extends DatasetStage {
  private static final long serialVersionUID = 1L;

  @Override
  public String stageName() {
    return "measure";
  }

  @Override
  public Map<String, Object> settings() {
    return choice.isStandard() && choice.derived().isEmpty()
        ? Map.of()
        : Map.of(DatasetInfo.OBSERVABLES, choice.tree(), DatasetInfo.DERIVED, choice.derived());
  }

  /** Which observables are measured, and what is derived from them. */
  public ObservableChoice choice = ObservableChoice.standard();

  /** Names of ensembles by their folders, where they are not the last parts of them. */
  public TreeMap<String, String> names = new TreeMap<>();

  @Override
  public String folder(String input) {
    return output.folder() + "/" + name(input);
  }

  /**
   * How an ensemble is measured.
   *
   * @throws UserException if a chosen observable does not suit it
   */
  static EnsembleMeasurement measurement(
      DatasetFolder ensemble, EnsembleTraits traits, ObservableChoice choice) {
    try {
      return EnsembleMeasurement.of(traits, choice);
    } catch (IllegalArgumentException e) {
      throw UserException.of("an ensemble cannot be measured as chosen: " + e.getMessage())
          .where(ensemble.path())
          .todo("choose observables that suit it")
          .cause(e)
          .build();
    }
  }

  private String name(String ensemble) {
    String given = names.get(ensemble);
    String name = given == null ? FolderNames.of(ensemble) : given;
    Optional<String> objection = FolderNames.objection(name);
    if (objection.isPresent()) {
      throw UserException.of("measurements cannot have the name of this ensemble")
          .where(ensemble)
          .given("'" + name + "', which " + objection.get())
          .todo("give it another with MeasureObservables.withNames, or rename the folder")
          .build();
    }
    return name;
  }

  @Override
  public Stage open(String input) {
    DatasetFolder ensemble = DatasetFolder.openLazily(input);
    ensemble.requireRows();
    if (ensemble.info().kind() == DatasetKind.COMPLEX) {
      return new MeasureComplex(
          ensemble,
          info(
              DatasetKind.MEASUREMENTS,
              name(input),
              ensemble.info().layout(),
              List.of(ensemble.contentHash())),
          folder(input),
          choice);
    }
    ensemble.require(DatasetKind.ENSEMBLE);
    Action action = DatasetActions.require(ensemble);
    UpdateColumns updates = UpdateColumns.of(ensemble);
    EnsembleMeasurement measurement =
        measurement(
            ensemble,
            MeasuredObservables.traits(
                ensemble.info(), updates.hasEnergies(), updates.hasAcceptance()),
            choice);
    int width = measurement.columns().size();
    int size = action.layout().size();
    List<String> columns = FieldSteps.columns(measurement.columns(), size);
    boolean steps = columns.contains(FieldSteps.STEP);
    columns.addAll(updates.names());
    boolean weighted = ensemble.info().isWeighted();
    DatasetInfo info =
        MeasuredObservables.describe(
                info(
                    DatasetKind.MEASUREMENTS,
                    name(input),
                    ensemble.info().layout(),
                    List.of(ensemble.contentHash())),
                measurement,
                choice)
            .with(DatasetInfo.ACTION, DatasetActions.property(action))
            .with(DatasetInfo.SCALARS, columns)
            .with(DatasetInfo.WEIGHTED, weighted);
    return new Stage() {
      private final EnsembleBatch rows = new EnsembleBatch(ensemble.info().rowShape(), BATCH);
      private final EnsembleKernel kernel = measurement.kernel();
      private final double[] values = new double[width * BATCH];
      private final MeasurementBatch measured = new MeasurementBatch(columns, BATCH);

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
      public ShardEntry write(int index, RowCount progress) {
        try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(ensemble, index);
            RowWriter<MeasurementBatch> writer =
                MeasurementBatch.ROWS.create(folder(input), info, index, shards())) {
          FieldSteps moved = new FieldSteps(size);
          for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
            measure(n);
            if (steps) {
              moved.next(
                  rows.chain(),
                  rows.fields(),
                  null,
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

      @Override
      public Map<String, Object> summary(DatasetFolder written) {
        return Exactness.summary(ensemble);
      }

      private void measure(int n) {
        kernel.measure(rows.fields(), n, values);
        measured.resize(n);
        System.arraycopy(rows.chain(), 0, measured.chain(), 0, n);
        System.arraycopy(rows.step(), 0, measured.step(), 0, n);
        for (int b = 0; b < n; b++) {
          measured.logWeight()[b] = weighted ? rows.logWeight()[b] : Double.NaN;
        }
        for (int column = 0; column < width; column++) {
          System.arraycopy(values, column * n, measured.scalar(column), 0, n);
        }
        updates.copy(rows, measured);
      }
    };
  }
}
