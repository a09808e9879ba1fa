package org.fieldbeam.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.data.GoldenDatasets;
import org.fieldbeam.data.check.DatasetVerifier;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.FieldBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.TrainingBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data written by an earlier version stays readable: committed files of format 1. */
class OldDataTest {
  private static final String FOLDER = "testdata/format-";

  @ParameterizedTest
  @EnumSource(DatasetKind.class)
  void everyKindIsIntact(DatasetKind kind) {
    for (int format = 1; format <= Manifest.FORMAT_VERSION; format++) {
      List<DatasetVerifier.Finding> findings =
          DatasetVerifier.verify(FOLDER + format + "/" + kind.label());
      assertTrue(DatasetVerifier.passed(findings), findings.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ensemble(int format) {
    DatasetFolder dataset = DatasetFolder.open(FOLDER + format + "/ensemble", DatasetKind.ENSEMBLE);
    assertEquals(7L, dataset.info().property(DatasetInfo.SEED));
    EnsembleBatch batch = new EnsembleBatch(GoldenDatasets.LATTICE.shape(), GoldenDatasets.ROWS);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, 0)) {
      assertEquals(GoldenDatasets.ROWS, reader.read(batch));
    }
    assertFields(batch);
    for (int b = 0; b < batch.size(); b++) {
      assertEquals(b / 8.0, batch.action()[b]);
      assertEquals(b % 3 - 1, batch.accepted()[b]);
      assertEquals(b % 2 == 0 ? -b / 4.0 : Double.NaN, batch.deltaH()[b]);
      assertEquals(Double.NaN, batch.logQ()[b]);
      assertEquals(b % 5 == 0 ? b : Double.NaN, batch.logWeight()[b]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void complex(int format) {
    DatasetFolder dataset = DatasetFolder.open(FOLDER + format + "/complex", DatasetKind.COMPLEX);
    ComplexBatch batch = ComplexBatch.of(dataset.info(), GoldenDatasets.ROWS);
    try (RowReader<ComplexBatch> reader = ComplexBatch.ROWS.open(dataset, 0)) {
      assertEquals(GoldenDatasets.ROWS, reader.read(batch));
    }
    assertEquals(24, batch.volume());
    assertEquals(FieldLayout.complexified(GoldenDatasets.LATTICE, 2), dataset.info().layout());
    for (int b = 0; b < batch.size(); b++) {
      for (int x = 0; x < batch.volume(); x++) {
        // Format 1 has one component after the other; they are read site by site.
        int stored = format == 1 ? x % 2 * 12 + x / 2 : x;
        assertEquals(GoldenDatasets.value(b, stored), batch.fields()[x * batch.size() + b]);
        assertEquals(GoldenDatasets.value(b + 1, stored), batch.imaginary()[x * batch.size() + b]);
      }
      assertEquals(b / 8.0, batch.action()[b]);
      assertEquals(-b / 16.0, batch.actionImaginary()[b]);
      assertEquals(b / 4.0, batch.drift()[b]);
      assertEquals(b % 2, batch.runaways()[b]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void noised(int format) {
    NoisedBatch batch = new NoisedBatch(GoldenDatasets.LATTICE.shape(), GoldenDatasets.ROWS);
    try (RowReader<NoisedBatch> reader =
        NoisedBatch.ROWS.open(DatasetFolder.open(FOLDER + format + "/noised"), 0)) {
      assertEquals(GoldenDatasets.ROWS, reader.read(batch));
    }
    assertFields(batch);
    for (int b = 0; b < batch.size(); b++) {
      assertEquals(b % 4, batch.level()[b]);
      assertEquals(b % 4 / 4.0, batch.time()[b]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void training(int format) {
    TrainingBatch batch = new TrainingBatch(GoldenDatasets.LATTICE.shape(), GoldenDatasets.ROWS);
    try (RowReader<TrainingBatch> reader =
        TrainingBatch.ROWS.open(DatasetFolder.open(FOLDER + format + "/training"), 0)) {
      assertEquals(GoldenDatasets.ROWS, reader.read(batch));
    }
    assertFields(batch);
    for (int b = 0; b < batch.size(); b++) {
      assertEquals(b >= 15, batch.validation()[b]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void measurements(int format) {
    MeasurementBatch batch = new MeasurementBatch(GoldenDatasets.SCALARS, GoldenDatasets.ROWS);
    try (RowReader<MeasurementBatch> reader =
        MeasurementBatch.ROWS.open(DatasetFolder.open(FOLDER + format + "/measurements"), 0)) {
      assertEquals(GoldenDatasets.ROWS, reader.read(batch));
    }
    for (int b = 0; b < batch.size(); b++) {
      assertEquals(GoldenDatasets.value(b, 0), batch.scalar("M")[b]);
      assertEquals(GoldenDatasets.value(b, 1), batch.scalar("phi2")[b]);
      assertEquals(Double.NaN, batch.logWeight()[b]);
    }
  }

  @Test
  void layouts() {
    for (FieldLayout layout : GoldenDatasets.LAYOUTS) {
      DatasetFolder dataset = DatasetFolder.open(FOLDER + "2/" + GoldenDatasets.name(layout));
      assertEquals(layout, dataset.info().layout());
      EnsembleBatch batch = new EnsembleBatch(layout.shape(), GoldenDatasets.ROWS);
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, 0)) {
        assertEquals(GoldenDatasets.ROWS, reader.read(batch));
      }
      assertFields(batch);
    }
  }

  private static void assertFields(FieldBatch batch) {
    for (int b = 0; b < batch.size(); b++) {
      assertEquals(b / 5, batch.chain()[b]);
      assertEquals(b % 5, batch.step()[b]);
      for (int x = 0; x < batch.volume(); x++) {
        assertEquals(GoldenDatasets.value(b, x), batch.fields()[x * batch.size() + b]);
      }
    }
  }
}
