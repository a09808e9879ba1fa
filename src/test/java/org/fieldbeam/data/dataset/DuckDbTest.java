package org.fieldbeam.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.row.TrainingBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckDB, which shares no code with us, reads every kind of dataset. */
class DuckDbTest {
  @TempDir Path folder;

  @Test
  void ensemble() throws SQLException {
    int[] shape = {3, 5};
    List<Configuration> rows = TestData.configurations(3, 50, shape);
    TestData.dataset(folder.toString(), rows, shape);
    String sql =
        "select chain, step, array_to_string(shape, 'x'), list_sum(field), len(field), field[15],"
            + " action, accepted, delta_h, log_q, log_weight from '"
            + folder
            + "/*.parquet' order by chain, step";
    List<List<Object>> found = query(sql);
    assertEquals(50, found.size());
    for (int i = 0; i < 50; i++) {
      Configuration row = rows.get(i);
      List<Object> got = found.get(i);
      assertEquals(row.chain(), got.get(0));
      assertEquals(row.step(), got.get(1));
      assertEquals("3x5", got.get(2));
      double sum = 0;
      for (double value : row.field()) {
        sum += value;
      }
      assertEquals(sum, (Double) got.get(3), 1e-12);
      assertEquals(15L, got.get(4));
      assertEquals(row.field()[14], got.get(5));
      assertEquals(row.action(), got.get(6));
      assertEquals(row.accepted(), got.get(7));
      assertEquals(row.deltaH(), got.get(8));
      assertEquals(row.logQ(), got.get(9));
      assertEquals(row.logWeight(), got.get(10));
    }
    long nulls = rows.stream().map(Configuration::action).filter(Objects::isNull).count();
    String files = "from '" + folder + "/*.parquet'";
    assertEquals(
        List.of(List.of(nulls)), query("select count(*) " + files + " where action is null"));
    // Filters use the statistics of row groups and pages.
    double least =
        rows.stream()
            .map(Configuration::action)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .min()
            .orElseThrow();
    assertEquals(List.of(List.of(least)), query("select min(action) " + files));
    assertEquals(
        List.of(List.of(1L)), query("select count(*) " + files + " where action <= " + least));
    assertEquals(List.of(List.of(7L)), query("select count(*) " + files + " where chain = 2"));
  }

  @Test
  void footerKeys() throws SQLException {
    TestData.dataset(folder.toString(), TestData.configurations(3, 4, 4, 4), 4, 4);
    String sql =
        "select decode(key), decode(value) from parquet_kv_metadata('"
            + folder
            + "/part-00000-of-00002.parquet') order by 1";
    List<List<Object>> keys = query(sql);
    assertEquals(true, keys.contains(List.of("fieldbeam.shape", "[4,4]")), keys.toString());
    assertEquals(
        true,
        keys.contains(
            List.of(
                "fieldbeam.action",
                "{\"name\":\"phi4\",\"parameters\":{\"kappa\":0.26,\"lambda\":0.022}}")),
        keys.toString());
  }

  @Test
  void noisedTrainingAndMeasurements() throws SQLException {
    int[] shape = {2};
    DatasetInfo noised = DatasetInfo.of(DatasetKind.NOISED, "n", "noise", "h", shape);
    NoisedBatch batch = new NoisedBatch(shape, 2);
    batch.resize(2);
    System.arraycopy(new double[] {1, 2, 3, 4}, 0, batch.fields(), 0, 4);
    batch.time()[1] = 0.5;
    batch.level()[1] = 9;
    try (RowWriter<NoisedBatch> writer =
        NoisedBatch.ROWS.create(folder.resolve("n").toString(), noised, 0, 1)) {
      writer.write(batch);
      writer.finish();
    }
    assertEquals(
        List.of(List.of(0L, 0, 0.0, 1.0, 3.0), List.of(0L, 9, 0.5, 2.0, 4.0)),
        query("select step, level, time, field[1], field[2] from '" + folder + "/n/*.parquet'"));

    DatasetInfo training = DatasetInfo.of(DatasetKind.TRAINING, "t", "prepare", "h", shape);
    TrainingBatch floats = new TrainingBatch(shape, 2);
    floats.resize(2);
    System.arraycopy(new double[] {0.1, 2, 3, 4}, 0, floats.fields(), 0, 4);
    floats.validation()[1] = true;
    try (RowWriter<TrainingBatch> writer =
        TrainingBatch.ROWS.create(folder.resolve("t").toString(), training, 0, 1)) {
      writer.write(floats);
      writer.finish();
    }
    assertEquals(
        List.of(List.of(false, 0.1f, 3f), List.of(true, 2f, 4f)),
        query("select validation, field[1], field[2] from '" + folder + "/t/*.parquet'"));

    DatasetInfo measurements =
        DatasetInfo.of(DatasetKind.MEASUREMENTS, "m", "measure", "h", shape)
            .with(DatasetInfo.SCALARS, List.of("M", "phi2"));
    MeasurementBatch scalars = new MeasurementBatch(List.of("M", "phi2"), 2);
    scalars.resize(2);
    scalars.scalar("M")[0] = -0.25;
    scalars.scalar("phi2")[1] = 1.5;
    scalars.logWeight()[1] = -3;
    ShardEntry entry;
    try (RowWriter<MeasurementBatch> writer =
        MeasurementBatch.ROWS.create(folder.resolve("m").toString(), measurements, 0, 1)) {
      writer.write(scalars);
      entry = writer.finish();
    }
    DatasetFolder.commit(folder.resolve("m").toString(), measurements, List.of(entry), Map.of());
    List<Object> first = new ArrayList<>(List.of(-0.25, 0.0));
    first.add(null);
    assertEquals(
        List.of(first, List.of(0.0, 1.5, -3.0)),
        query("select M, phi2, log_weight from '" + folder + "/m/*.parquet'"));
  }

  private static List<List<Object>> query(String sql) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
