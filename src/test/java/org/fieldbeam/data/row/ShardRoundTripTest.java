package org.fieldbeam.data.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.storage.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written comes back, in any batches, and equal rows are equal bytes. */
class ShardRoundTripTest {
  @TempDir Path folder;

  static IntStream seeds() {
    return IntStream.range(0, 24);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void ensemblesOfRandomShapes(int seed) {
    Random random = new Random(seed);
    int[] shape = random.ints(1 + random.nextInt(4), 1, 8).toArray();
    int rows = 1 + random.nextInt(60);
    List<Configuration> written = TestData.configurations(seed, rows, shape);
    DatasetInfo info = TestData.ensembleInfo(shape);
    String path = folder.toString();
    TestData.write(path, info, 3, 16, written, 1 + random.nextInt(20));
    String file = Storage.resolve(path, "part-00003-of-00016.parquet");
    assertEquals(written, TestData.read(file, 1 + random.nextInt(20)));
    try (RowReader<EnsembleBatch> reader = TestData.open(file)) {
      assertEquals(info, reader.info());
      assertEquals(rows, reader.rows());
    }
  }

  @Test
  void manyRowGroupsAndPages() {
    // 16 KiB a row: 512 rows a group, 64 a page.
    int[] shape = {2048};
    List<Configuration> written = TestData.configurations(5, 1300, shape);
    TestData.write(folder.toString(), TestData.ensembleInfo(shape), 0, 1, written, 100);
    String file = Storage.resolve(folder.toString(), DatasetFolder.shardName(0, 1));
    assertEquals(written, TestData.read(file, 333));
  }

  @Test
  void equalRowsAreEqualBytesWhateverTheBatches() throws IOException {
    int[] shape = {6, 5};
    List<Configuration> rows = TestData.configurations(9, 100, shape);
    DatasetInfo info = TestData.ensembleInfo(shape);
    ShardEntry first = TestData.write(folder.resolve("a").toString(), info, 0, 1, rows, 1);
    ShardEntry second = TestData.write(folder.resolve("b").toString(), info, 0, 1, rows, 37);
    assertEquals(first, second);
    byte[] bytes = Files.readAllBytes(folder.resolve("a").resolve(first.path()));
    assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("b").resolve(first.path())));
    assertEquals(bytes.length, first.bytes());
    assertEquals(
        Storage.sha256(folder.resolve("a").resolve(first.path()).toString()), first.sha256());
  }

  @Test
  void batchLayoutIsBatchFastest() {
    int[] shape = {2, 3};
    List<Configuration> rows = TestData.configurations(2, 4, shape);
    TestData.write(folder.toString(), TestData.ensembleInfo(shape), 0, 1, rows, 4);
    EnsembleBatch batch = new EnsembleBatch(shape, 3);
    try (RowReader<EnsembleBatch> reader =
        TestData.open(folder.resolve(DatasetFolder.shardName(0, 1)).toString())) {
      for (int size : new int[] {3, 1}) {
        assertEquals(size, reader.read(batch));
        for (int b = 0; b < size; b++) {
          for (int x = 0; x < 6; x++) {
            double expected = rows.get((size == 3 ? 0 : 3) + b).field()[x];
            assertEquals(expected, batch.fields()[x * size + b]);
          }
        }
      }
      assertEquals(0, reader.read(batch));
      assertEquals(0, reader.read(batch));
    }
  }

  @Test
  void scalarsWithoutFields() {
    int[] shape = {4};
    List<Configuration> rows = TestData.configurations(2, 30, shape);
    DatasetFolder dataset = TestData.dataset(folder.toString(), rows, shape);
    EnsembleBatch batch = new EnsembleBatch(shape, 30);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.openScalars(dataset, 1)) {
      assertEquals(15, reader.read(batch));
      for (int b = 0; b < 15; b++) {
        Double action = rows.get(15 + b).action();
        assertEquals(action == null ? Double.NaN : action, batch.action()[b]);
      }
    }
  }

  @Test
  void noisedRows() {
    int[] shape = {3, 3};
    DatasetInfo info = DatasetInfo.of(DatasetKind.NOISED, "n", "noise", "h", shape);
    NoisedBatch written = new NoisedBatch(shape, 40);
    written.resize(40);
    fill(written, new Random(1));
    for (int b = 0; b < 40; b++) {
      written.level()[b] = b % 20;
      written.time()[b] = b / 40.0;
    }
    ShardEntry entry;
    try (RowWriter<NoisedBatch> writer = NoisedBatch.ROWS.create(folder.toString(), info, 0, 1)) {
      writer.write(written);
      entry = writer.finish();
    }
    DatasetFolder dataset =
        DatasetFolder.commit(folder.toString(), info, List.of(entry), java.util.Map.of());
    NoisedBatch read = new NoisedBatch(shape, 40);
    try (RowReader<NoisedBatch> reader = NoisedBatch.ROWS.open(dataset, 0)) {
      assertEquals(40, reader.read(read));
    }
    assertArrayEquals(written.fields(), read.fields());
    assertArrayEquals(written.level(), read.level());
    assertArrayEquals(written.time(), read.time());
    assertArrayEquals(written.step(), read.step());
  }

  @Test
  void trainingRowsAreRoundedToFloat() {
    int[] shape = {5, 7};
    DatasetInfo info = DatasetInfo.of(DatasetKind.TRAINING, "t", "prepare", "h", shape);
    TrainingBatch written = new TrainingBatch(shape, 21);
    written.resize(21);
    fill(written, new Random(4));
    for (int b = 0; b < 21; b++) {
      written.validation()[b] = b % 5 == 0;
    }
    ShardEntry entry;
    try (RowWriter<TrainingBatch> writer =
        TrainingBatch.ROWS.create(folder.toString(), info, 0, 1)) {
      writer.write(written);
      entry = writer.finish();
    }
    DatasetFolder dataset =
        DatasetFolder.commit(folder.toString(), info, List.of(entry), java.util.Map.of());
    TrainingBatch read = new TrainingBatch(shape, 21);
    try (RowReader<TrainingBatch> reader = TrainingBatch.ROWS.open(dataset, 0)) {
      assertEquals(21, reader.read(read));
    }
    double[] rounded = Arrays.stream(written.fields()).map(v -> (float) v).toArray();
    assertArrayEquals(rounded, read.fields());
    assertArrayEquals(written.validation(), read.validation());
  }

  @Test
  void measurementRows() {
    List<String> names = List.of("M", "phi2", "G_pmin_0");
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.MEASUREMENTS, "m", "measure", "h", 4, 4)
            .with(DatasetInfo.SCALARS, names);
    Random random = new Random(8);
    MeasurementBatch written = new MeasurementBatch(names, 100);
    MeasurementBatch read = new MeasurementBatch(names, 64);
    List<Double> values = new ArrayList<>();
    ShardEntry entry;
    try (RowWriter<MeasurementBatch> writer =
        MeasurementBatch.ROWS.create(folder.toString(), info, 0, 1)) {
      for (int round = 0; round < 3; round++) {
        written.resize(100);
        for (int b = 0; b < 100; b++) {
          for (int i = 0; i < 3; i++) {
            written.scalar(i)[b] = random.nextGaussian();
          }
          values.add(written.scalar("phi2")[b]);
          written.logWeight()[b] = b % 3 == 0 ? Double.NaN : b;
        }
        writer.write(written);
      }
      entry = writer.finish();
    }
    assertEquals(300, entry.rows());
    DatasetFolder dataset =
        DatasetFolder.commit(folder.toString(), info, List.of(entry), java.util.Map.of());
    List<Double> got = new ArrayList<>();
    try (RowReader<MeasurementBatch> reader = MeasurementBatch.ROWS.open(dataset, 0)) {
      while (reader.read(read) > 0) {
        for (int b = 0; b < read.size(); b++) {
          double expected = got.size() % 100 % 3 == 0 ? Double.NaN : got.size() % 100;
          assertEquals(expected, read.logWeight()[b]);
          got.add(read.scalar("phi2")[b]);
        }
      }
    }
    assertEquals(values, got);
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() {
    int[] shape = {4};
    double[] field = {1, 2, Double.NaN, 4};
    Configuration bad = new Configuration(7, 25, shape, field, 1.0, null, null, null, null);
    try (RowWriter<EnsembleBatch> writer =
        EnsembleBatch.ROWS.create(folder.toString(), TestData.ensembleInfo(shape), 0, 1)) {
      writer.write(EnsembleBatch.of(bad));
      UserException error = assertThrows(UserException.class, writer::finish);
      assertTrue(error.getMessage().contains("chain 7, step 25, column field"), error.getMessage());
    }
    assertTrue(Storage.list(folder.toString(), "*").isEmpty(), "nothing is left behind");
    assertTrue(Storage.list(folder.toString(), ".*").isEmpty(), "nothing is left behind");
  }

  /** A Delta H that overflowed is a rejection; other infinities are no values. */
  @Test
  void anEnergyMayOverflow() {
    int[] shape = {4};
    double[] field = {1, 2, 3, 4};
    for (double deltaH : new double[] {0.5, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      Configuration row = new Configuration(7, 25, shape, field, 1.0, false, deltaH, null, null);
      String path = folder.resolve("overflow" + deltaH).toString();
      try (RowWriter<EnsembleBatch> writer =
          EnsembleBatch.ROWS.create(path, TestData.ensembleInfo(shape), 0, 1)) {
        writer.write(EnsembleBatch.of(row));
        if (deltaH < 0) {
          UserException error = assertThrows(UserException.class, writer::finish);
          assertTrue(error.getMessage().contains("column delta_h"), error.getMessage());
        } else {
          ShardEntry entry = writer.finish();
          assertEquals(List.of(row), TestData.read(path + "/" + entry.path(), 3));
        }
      }
    }
  }

  /** The scalar of ensembles: there if the dataset names it, absent if not. */
  @Test
  void ensemblesMayHoldTheirAcceptance() {
    int[] shape = {4};
    DatasetInfo plain = TestData.ensembleInfo(shape);
    for (boolean there : new boolean[] {true, false}) {
      DatasetInfo info =
          there ? plain.with(DatasetInfo.SCALARS, List.of(DatasetInfo.ACCEPTANCE)) : plain;
      String path = folder.resolve("acceptance" + there).toString();
      EnsembleBatch batch = new EnsembleBatch(shape, 300);
      batch.resize(300);
      fill(batch, new Random(4));
      for (int b = 0; b < 300; b++) {
        batch.action()[b] = b;
        batch.acceptance()[b] = b / 300.0;
      }
      String file;
      try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(path, info, 0, 1)) {
        writer.write(batch);
        file = path + "/" + writer.finish().path();
      }
      EnsembleBatch read = new EnsembleBatch(shape, 300);
      try (RowReader<EnsembleBatch> reader = TestData.open(file)) {
        assertEquals(300, reader.read(read));
      }
      for (int b = 0; b < 300; b++) {
        assertEquals(there ? b / 300.0 : Double.NaN, read.acceptance()[b]);
      }
    }
  }

  private static void fill(FieldBatch batch, Random random) {
    for (int i = 0; i < batch.fields().length; i++) {
      batch.fields()[i] = random.nextGaussian();
    }
    for (int b = 0; b < batch.size(); b++) {
      batch.chain()[b] = b / 3;
      batch.step()[b] = b % 3;
    }
  }
}
