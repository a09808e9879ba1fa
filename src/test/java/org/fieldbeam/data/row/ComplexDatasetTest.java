package org.fieldbeam.data.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.data.check.DatasetVerifier;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.export.DatasetExport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Complex ensembles in the hands of other programs: two components on a lattice of 3 sites. */
class ComplexDatasetTest {
  private static final int ROWS = 150;
  private static final int VALUES = 6;

  private final double[][] re = new double[ROWS][VALUES];
  private final double[][] im = new double[ROWS][VALUES];

  @TempDir Path folder;

  private Path dataset;

  @BeforeEach
  void write() {
    Random random = new Random(5);
    for (int row = 0; row < ROWS; row++) {
      for (int x = 0; x < VALUES; x++) {
        re[row][x] = random.nextGaussian();
        im[row][x] = Math.scalb(random.nextGaussian(), random.nextInt(80) - 40);
      }
    }
    dataset = folder.resolve("gas");
    DatasetInfo info =
        DatasetInfo.of(
            DatasetKind.COMPLEX,
            "gas",
            "generate",
            "0123abcd",
            FieldLayout.complexified(Lattice.of(3), 2));
    DatasetFolder.commit(
        dataset.toString(), info, List.of(shard(info, 0), shard(info, 1)), Map.of());
  }

  /** Half of the rows, written in batches of 20. */
  private ShardEntry shard(DatasetInfo info, int index) {
    ComplexBatch batch = ComplexBatch.of(info, 20);
    try (RowWriter<ComplexBatch> writer =
        ComplexBatch.ROWS.create(dataset.toString(), info, index, 2)) {
      int end = (index + 1) * ROWS / 2;
      for (int from = index * ROWS / 2; from < end; from += 20) {
        int n = Math.min(20, end - from);
        batch.resize(n);
        for (int b = 0; b < n; b++) {
          int row = from + b;
          batch.chain()[b] = row / 10;
          batch.step()[b] = row % 10;
          for (int x = 0; x < VALUES; x++) {
            batch.fields()[x * n + b] = re[row][x];
            batch.imaginary()[x * n + b] = im[row][x];
          }
          batch.action()[b] = re[row][0] / 3;
          batch.actionImaginary()[b] = im[row][0] / 3;
          batch.drift()[b] = Math.abs(re[row][1]);
          batch.runaways()[b] = row % 7;
        }
        writer.write(batch);
      }
      return writer.finish();
    }
  }

  @Test
  void duckDbReadsFieldsAndScalars() throws SQLException {
    List<List<Object>> rows =
        query(
            "select chain, step, action, action_imag, drift, runaways, len(field),"
                + " len(field_imag), "
                + list("field[%d]", 1)
                + ", "
                + list("field_imag[%d]", 1)
                + " from '"
                + dataset
                + "/*.parquet' order by chain, step");
    assertEquals(ROWS, rows.size());
    for (int row = 0; row < ROWS; row++) {
      List<Object> expected = scalars(row);
      expected.addAll(List.of((long) VALUES, (long) VALUES));
      for (double[] part : new double[][] {re[row], im[row]}) {
        for (double value : part) {
          expected.add(value);
        }
      }
      assertEquals(expected, rows.get(row));
    }
  }

  @Test
  void csvReadsBackExactly() throws SQLException {
    Path file = folder.resolve("gas.csv");
    DatasetExport.csv(dataset.toString(), file.toString(), true);
    List<List<Object>> rows =
        query(
            "select chain, step, action, action_imag, drift, runaways, "
                + list("field_%d", 0)
                + ", "
                + list("field_imag_%d", 0)
                + " from read_csv('"
                + file
                + "', sample_size = -1) order by chain, step");
    assertEquals(ROWS, rows.size());
    for (int row = 0; row < ROWS; row++) {
      List<Object> expected = scalars(row);
      for (double[] part : new double[][] {re[row], im[row]}) {
        for (double value : part) {
          expected.add(value);
        }
      }
      assertEquals(expected, rows.get(row));
    }
  }

  @Test
  void csvOfScalarsHasNoFields() throws IOException {
    Path file = folder.resolve("scalars.csv");
    DatasetExport.csv(dataset.toString(), file.toString(), false);
    List<String> lines = Files.readAllLines(file);
    assertEquals("chain,step,action,action_imag,drift,runaways", lines.get(0));
    assertEquals(ROWS + 1, lines.size());
  }

  /** The header is ASCII text of a Python dictionary, padded to a multiple of 64 bytes. */
  @Test
  void numpyIsComplex128() throws IOException {
    Path file = folder.resolve("gas.npy");
    DatasetExport.numpy(dataset.toString(), file.toString());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int start = 10 + bytes.getShort(8);
    assertEquals(0, start % 64);
    String header = new String(bytes.array(), 10, start - 10, StandardCharsets.US_ASCII);
    assertEquals(
        "{'descr': '<c16', 'fortran_order': False, 'shape': (150, 3, 2), }", header.strip());
    assertEquals(start + 16 * ROWS * VALUES, bytes.capacity());
    bytes.position(start);
    for (int row = 0; row < ROWS; row++) {
      for (int x = 0; x < VALUES; x++) {
        assertEquals(re[row][x], bytes.getDouble());
        assertEquals(im[row][x], bytes.getDouble());
      }
    }
  }

  @Test
  void ourReaderGivesTheSameInBatchesOfAnySize() {
    DatasetFolder gas = DatasetFolder.open(dataset.toString());
    ComplexBatch batch = ComplexBatch.of(gas.info(), 7);
    int row = 0;
    for (int shard = 0; shard < 2; shard++) {
      try (RowReader<ComplexBatch> reader = ComplexBatch.ROWS.open(gas, shard)) {
        for (int n = reader.read(batch); n > 0; n = reader.read(batch)) {
          for (int b = 0; b < n; b++, row++) {
            double[] real = new double[VALUES];
            double[] imaginary = new double[VALUES];
            for (int x = 0; x < VALUES; x++) {
              real[x] = batch.fields()[x * n + b];
              imaginary[x] = batch.imaginary()[x * n + b];
            }
            assertArrayEquals(re[row], real);
            assertArrayEquals(im[row], imaginary);
            assertEquals(row % 7, batch.runaways()[b]);
          }
        }
      }
    }
    assertEquals(ROWS, row);
    List<DatasetVerifier.Finding> findings = DatasetVerifier.verify(dataset.toString());
    assertTrue(DatasetVerifier.passed(findings), findings.toString());
    assertFalse(findings.isEmpty());
  }

  private List<Object> scalars(int row) {
    return new ArrayList<>(
        List.of(
            row / 10L, row % 10L, re[row][0] / 3, im[row][0] / 3, Math.abs(re[row][1]), row % 7L));
  }

  private static String list(String column, int first) {
    List<String> columns = new ArrayList<>();
    for (int x = 0; x < VALUES; x++) {
      columns.add(column.formatted(first + x));
    }
    return String.join(", ", columns);
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
