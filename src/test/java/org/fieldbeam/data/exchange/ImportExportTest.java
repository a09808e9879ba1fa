package org.fieldbeam.data.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.check.DatasetVerifier;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.export.DatasetExport;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.RowWriter;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ensembles from and to other programs. */
class ImportExportTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "<f8,False,6x5", "<f8,True,6x4x5", ">f8,False,6x3x4x2", ">f8,True,6x2x3x2x2",
    "<f4,False,6x4x4", "<f4,True,6x5", ">f4,False,6x3x3", ">f4,True,6x3x3"
  })
  void numpyOfAnyOrder(String type, String fortran, String extents) throws IOException {
    int[] shape = Arrays.stream(extents.split("x")).mapToInt(Integer::parseInt).toArray();
    double[] values = values(shape);
    Path file = folder.resolve("a.npy");
    Files.write(
        file,
        NumpyBytes.npy(
            type, fortran, shape, NumpyBytes.order(values, shape, fortran.equals("True"))));
    DatasetFolder dataset = importAll(file, null, null, 3);
    int[] lattice = Arrays.copyOfRange(shape, 1, shape.length);
    assertArrayEquals(lattice, dataset.info().shape());
    List<Configuration> rows = TestData.read(dataset.shardPath(0), 4);
    int volume = DatasetInfo.volume(lattice);
    assertEquals(6, rows.size());
    for (int n = 0; n < 6; n++) {
      assertArrayEquals(
          Arrays.copyOfRange(values, n * volume, (n + 1) * volume), rows.get(n).field());
      assertEquals(n / 2, rows.get(n).chain());
      assertEquals(n % 2, rows.get(n).step());
      assertEquals(null, rows.get(n).action());
    }
  }

  @Test
  void npzAndAction() throws IOException {
    int[] shape = {4, 4, 4};
    double[] values = values(shape);
    Path file = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("other", "fields")) {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(NumpyBytes.npy("<f8", "False", shape, values));
      }
    }
    UserException e = assertThrows(UserException.class, () -> importAll(file, null, null, 1));
    assertTrue(
        e.getMessage().contains("other (4, 4, 4) <f8, fields (4, 4, 4) <f8"), e.getMessage());
    DatasetFolder dataset = importAll(file, "fields", TestData.PHI4, 1);
    List<Configuration> rows = TestData.read(dataset.shardPath(0), 4);
    assertTrue(rows.stream().noneMatch(row -> row.action() == null));
    List<DatasetVerifier.Finding> findings = DatasetVerifier.verify(dataset.path());
    assertTrue(DatasetVerifier.passed(findings), findings.toString());
  }

  @Test
  void numpyErrors() throws IOException {
    int[] shape = {3, 2};
    byte[] good = NumpyBytes.npy("<f8", "False", shape, values(shape));
    assertImportFails("truncated", Arrays.copyOf(good, good.length - 1));
    assertImportFails("truncated", Arrays.copyOf(good, 40));
    byte[] magic = good.clone();
    magic[1] = 'X';
    assertImportFails("of no format that can be imported", magic);
    assertImportFails("Python objects", NumpyBytes.npy("|O", "False", shape, values(shape)));
    assertImportFails("<i8", NumpyBytes.npy("<i8", "False", shape, values(shape)));
    assertImportFails(
        "no shape of an ensemble", NumpyBytes.npy("<f8", "False", new int[] {6}, values(shape)));
    double[] nan = values(shape);
    nan[4] = Double.NaN;
    assertImportFails("configuration 2, site 0", NumpyBytes.npy("<f8", "False", shape, nan));
    for (int length = 0; length < good.length; length++) {
      assertImportFails("", Arrays.copyOf(good, length));
    }
    Path missing = folder.resolve("missing.npy");
    assertThrows(UserException.class, () -> importAll(missing, null, null, 1));
    Path file = Files.write(folder.resolve("bad.npy"), good);
    UserException e = assertThrows(UserException.class, () -> importAll(file, null, null, 2));
    assertTrue(e.getMessage().contains("3 configurations, 2 chains"), e.getMessage());
  }

  @Test
  void foreignParquetWithListsAndFixedSizeLists() throws Exception {
    Path file = folder.resolve("foreign.parquet");
    for (String type : List.of("double[]", "float[]", "double[4]")) {
      sql(
          "copy (select i as n, [i, i + 0.5, -i, 1]::"
              + type
              + " as phi from range(5000) t(i)) to '"
              + file
              + "' (format parquet, row_group_size 2048)");
      DatasetFolder dataset =
          EnsembleImport.run(
                  EnsembleImport.Request.of(file.toString()).withShape(2, 2).withChains(5),
                  folder.resolve("imported").toString(),
                  "foreign")
              .dataset();
      List<Configuration> rows = TestData.read(dataset.shardPath(0), 100);
      assertEquals(5000, rows.size(), type);
      for (int i = 0; i < 5000; i++) {
        assertArrayEquals(new double[] {i, i + 0.5, -i, 1}, rows.get(i).field(), type);
      }
    }
    sql("copy (select [1.0::double, null] as phi) to '" + file + "' (format parquet)");
    assertParquetFails(file, "has a null");
    sql("copy (select [1.0::double] as phi) to '" + file + "' (format parquet)");
    assertParquetFails(file, "has 1 values");
    sql("copy (select 1 as a) to '" + file + "' (format parquet)");
    assertParquetFails(file, "this file has none");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
    assertParquetFails(file, "its end is missing");
  }

  @Test
  void ourOwnFilesCanBeImported() {
    int[] shape = {3, 2};
    List<Configuration> rows = TestData.configurations(1, 10, shape);
    DatasetFolder dataset = TestData.dataset(folder.resolve("d").toString(), rows, shape);
    DatasetFolder imported =
        EnsembleImport.run(
                EnsembleImport.Request.of(dataset.shardPath(1))
                    .withColumn("field")
                    .withShape(shape),
                folder.resolve("i").toString(),
                "again")
            .dataset();
    List<Configuration> read = TestData.read(imported.shardPath(0), 3);
    for (int i = 0; i < 5; i++) {
      assertArrayEquals(rows.get(5 + i).field(), read.get(i).field());
    }
  }

  @Test
  void numpyExportIsTheInverseOfImport() throws IOException {
    int[] shape = {6, 3, 4};
    byte[] bytes = NumpyBytes.npy("<f8", "False", shape, values(shape));
    Path file = Files.write(folder.resolve("in.npy"), bytes);
    DatasetFolder dataset = importAll(file, null, null, 1);
    Path out = folder.resolve("out.npy");
    DatasetExport.numpy(dataset.path(), out.toString());
    assertArrayEquals(bytes, Files.readAllBytes(out));
  }

  @Test
  void csvReadsBackInDuckDb() throws Exception {
    int[] shape = {2, 2};
    List<Configuration> rows = TestData.configurations(4, 12, shape);
    DatasetFolder dataset = TestData.dataset(folder.resolve("d").toString(), rows, shape);
    Path out = folder.resolve("out.csv");
    DatasetExport.csv(dataset.path(), out.toString(), true);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        var result = statement.executeQuery("select * from '" + out + "'")) {
      for (Configuration row : rows) {
        assertTrue(result.next());
        assertEquals(row.step(), result.getLong("step"));
        assertEquals(row.action(), result.getObject("action"));
        assertEquals(row.accepted(), result.getObject("accepted"));
        assertEquals(row.field()[3], result.getDouble("field_3"));
      }
      assertFalse(result.next());
    }
  }

  private static final List<String> NAMES = List.of("M", "phi2");

  /** Measurements of two chains by turns, of so many rows each. */
  private String measurements(int length) {
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.MEASUREMENTS, "hmc", "measure", "h", 4, 4)
            .with(DatasetInfo.SCALARS, NAMES);
    MeasurementBatch batch = new MeasurementBatch(NAMES, 2 * length);
    batch.resize(2 * length);
    for (int b = 0; b < 2 * length; b++) {
      batch.chain()[b] = b % 2;
      batch.step()[b] = 500L + 25L * (b / 2);
      batch.scalar("M")[b] = Math.sqrt(b);
      batch.scalar("phi2")[b] = b * b;
    }
    String path = folder.resolve("measured").toString();
    try (RowWriter<MeasurementBatch> writer = MeasurementBatch.ROWS.create(path, info, 0, 1)) {
      writer.write(batch);
      DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
    return path;
  }

  /** pyerrors: "Samples have to have at least 5 entries". */
  @Test
  void pyerrorsTakesNoShorterChainsThanFive() {
    Path out = folder.resolve("obs.json");
    UserException e =
        assertThrows(
            UserException.class, () -> DatasetExport.pyerrors(measurements(4), out.toString()));
    assertTrue(e.getMessage().contains("measured, chain 0"), e.getMessage());
    assertTrue(e.getMessage().contains("4 configurations"), e.getMessage());
    assertFalse(Files.exists(out));
  }

  @Test
  void pyerrorsHoldsTheSeries() throws IOException {
    Path out = folder.resolve("obs.json.gz");
    DatasetExport.pyerrors(measurements(5), out.toString());
    String text;
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(out))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    JsonObject list = Json.parseObject(text, "obs").objects("obsdata").get(0);
    assertEquals("List", list.string("type"));
    assertEquals("2", list.string("layout"));
    assertEquals(NAMES, list.strings("tag"));
    double[] mean = list.numbers("value");
    JsonObject data = list.objects("data").get(0);
    List<String> replicas = new ArrayList<>();
    for (JsonObject replica : data.objects("replica")) {
      int chain = replicas.size();
      replicas.add(replica.string("name"));
      List<?> deltas = replica.list("deltas");
      assertEquals(5, deltas.size());
      for (int i = 0; i < 5; i++) {
        List<?> row = (List<?>) deltas.get(i);
        assertEquals(500L + 25L * i, row.get(0));
        int b = 2 * i + chain;
        assertEquals(Math.sqrt(b), (Double) row.get(1) + mean[0], 1e-14);
        assertEquals(b * b, (Double) row.get(2) + mean[1], 1e-13);
      }
    }
    assertEquals(List.of("hmc|r0", "hmc|r1"), replicas);
  }

  private void assertImportFails(String message, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("bad.npy"), bytes);
    UserException e = assertThrows(UserException.class, () -> importAll(file, null, null, 1));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains("bad.npy"), e.getMessage());
  }

  private void assertParquetFails(Path file, String message) {
    EnsembleImport.Request request = EnsembleImport.Request.of(file.toString()).withShape(2);
    UserException e =
        assertThrows(
            UserException.class,
            () -> EnsembleImport.run(request, folder.resolve("x").toString(), "x"));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains("foreign.parquet"), e.getMessage());
  }

  private DatasetFolder importAll(Path file, String array, Map<String, Object> action, int chains) {
    return EnsembleImport.run(
            EnsembleImport.Request.of(file.toString())
                .withColumn(array)
                .withAction(action)
                .withChains(chains),
            folder.resolve("imported").toString(),
            "imported")
        .dataset();
  }

  private static double[] values(int[] shape) {
    Random random = new Random(3);
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    // Floats, so that float32 files hold them exactly.
    return random.doubles(count, -2, 2).map(value -> (float) value).toArray();
  }

  private static void sql(String text) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }
}
