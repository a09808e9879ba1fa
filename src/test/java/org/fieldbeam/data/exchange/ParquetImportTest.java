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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fieldbeam.Allocation;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.row.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files and folders of other programs, here DuckDB. */
class ParquetImportTest {
  /** Rows i, i + 0.5, -i, 1 of lists. */
  private static final String FIELDS = "[i, i + 0.5, -i, 1]::double[] as phi";

  @TempDir Path folder;

  private Path copy(String columns, String name, String options) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("pragma add_parquet_key('key', '0123456789112345')");
      statement.execute(
          "copy (select "
              + columns
              + " from range(40) t(i)) to '"
              + file
              + "' (format parquet"
              + options
              + ")");
    }
    return file;
  }

  private EnsembleImport.Request request(Path file) {
    return EnsembleImport.Request.of(file.toString()).withShape(2, 2);
  }

  private List<Configuration> rows(EnsembleImport.Request request) {
    EnsembleImport.Result result =
        EnsembleImport.run(request, folder.resolve("imported").toString(), "imported");
    return TestData.read(result.dataset().shardPath(0), 16);
  }

  private void assertFields(List<Configuration> rows) {
    assertEquals(40, rows.size());
    for (int i = 0; i < 40; i++) {
      assertArrayEquals(new double[] {i, i + 0.5, -i, 1}, rows.get(i).field());
    }
  }

  private void assertRefused(EnsembleImport.Request request, String message) throws IOException {
    List<String> before = files();
    UserException e = assertThrows(UserException.class, () -> rows(request));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains("where: " + folder), e.getMessage());
    assertFalse(e.getMessage().contains("delete"), e.getMessage());
    assertEquals(before, files(), "nothing is written");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "snappy", "gzip", "zstd", "lz4_raw"})
  void codecs(String codec) throws Exception {
    Path file = copy(FIELDS, "a.parquet", ", codec '" + codec + "', row_group_size 2048");
    assertFields(rows(request(file)));
  }

  @Test
  void aCodecThatIsMissingIsNamed() throws Exception {
    Path file = copy(FIELDS, "a.parquet", ", codec 'brotli'");
    assertRefused(request(file), "given: BROTLI");
    // that of a column that is not read does not matter
    assertRefused(request(file).withColumn("none"), "no such column");
  }

  @Test
  void encryptedFilesAreNamed() throws Exception {
    Path file = copy(FIELDS, "a.parquet", ", encryption_config {footer_key: 'key'}");
    assertRefused(request(file), "is encrypted");
  }

  @Test
  void whatIsNoParquetIsNamed() throws Exception {
    byte[] good = Files.readAllBytes(copy(FIELDS, "good.parquet", ""));
    Path file = folder.resolve("bad.parquet");
    for (Object[] each :
        new Object[][] {
          {new byte[0], "the file is empty"},
          {"field,0.1,0.2".getBytes(StandardCharsets.UTF_8), "of no format that can be imported"},
          {new byte[100], "of no format that can be imported"},
          {"PAR1".getBytes(StandardCharsets.UTF_8), "its end is missing"},
          {"PAR1PAR1".getBytes(StandardCharsets.UTF_8), "its end is missing"},
          {Arrays.copyOf(good, good.length - 1), "its end is missing"},
          {Arrays.copyOf(good, 60), "its end is missing"},
          {"PAR1\377\377\377\377PAR1".getBytes(StandardCharsets.ISO_8859_1), "cannot be read"},
        }) {
      Files.write(file, (byte[]) each[0]);
      assertRefused(request(file), (String) each[1]);
    }
  }

  /** What the columns are, and what is said of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i as n | this file has none",
        "[[i, i], [i, i]]::double[][] as phi | lists of lists are to be flattened",
        "[i, i, i]::double[] as phi | has 3 values; a lattice [2, 2] has 4",
        "[i, i, i, i, i]::double[] as phi | has 5 values; a lattice [2, 2] has 4",
        "[i, null, i, i]::double[] as phi | has a null where a value is needed",
        "if(i = 7, null, [i, i, i, i]::double[]) as phi | row 7 of the file",
        "if(i = 7, [], [i, i, i, i])::double[] as phi | row 7 of the file",
        "if(i = 7, 'nan'::double, 0.5) as x, [x, x, x, x] as phi | configuration 7, site 0",
        "[i, i, i, i]::double[] as phi, [i, i, i, i]::double[] as pi | allowed: phi, pi",
        "[{'re': i, 'im': i}, {'re': i, 'im': i}]::struct(re double, im double)[] as phi |"
            + " allowed: phi.re, phi.im",
        "[i, i, i, i]::double[] as phi, 'a' as chain | given: BINARY",
        "[i, i, i, i]::double[] as phi, 0.5::double as chain | given: DOUBLE",
        "[i, i, i, i]::double[] as phi, if(i = 5, null, i) as chain | given: null",
        "[i, i, i, i]::double[] as phi, i % 4 as chain, 3 as step | chain 0, step 3",
        "[i, i, i, i]::double[] as phi, i % 4 as step | how many chains",
        "[i, i, i, i]::double[] as phi, i::double as log_weight | --weights use",
        "[i, i, i, i]::double[] as phi, 'x' as accepted | given: BINARY",
      })
  void columnsThatAreRefused(String columns, String message) throws Exception {
    assertRefused(request(copy(columns, "a.parquet", "")), message);
  }

  @Test
  void partsOfComplexNumbersAreImportedApart() throws Exception {
    String element = "{'re': %s, 'im': %s}";
    String list =
        "["
            + String.join(
                ", ",
                element.formatted("i", "-i"),
                element.formatted("i + 0.5", "0"),
                element.formatted("-i", "i"),
                element.formatted("1", "2"))
            + "]::struct(re double, im double)[] as phi";
    Path file = copy(list, "a.parquet", "");
    assertRefused(request(file).withColumn("phi"), "allowed: phi.re, phi.im");
    assertFields(rows(request(file).withColumn("phi.re")));
    assertArrayEquals(
        new double[] {-3, 0, 3, 2}, rows(request(file).withColumn("phi.im")).get(3).field());
  }

  @Test
  void foldersAsSparkWritesThem() throws Exception {
    String columns = FIELDS + ", i // 10 as chain, i % 10 as step";
    for (int part = 0; part < 4; part++) {
      slice(copy(columns, "spark/part-0000" + part + "-0b7f-c000.snappy.parquet", ""), part);
    }
    Files.writeString(folder.resolve("spark/_SUCCESS"), "");
    Files.writeString(folder.resolve("spark/.part-00000.crc"), "x");
    EnsembleImport.Request request = request(folder.resolve("spark"));
    List<Configuration> rows = rows(request);
    assertFields(rows);
    assertEquals(3, rows.get(39).chain());
    assertEquals(9, rows.get(39).step());

    Files.writeString(folder.resolve("spark/readme.txt"), "");
    Files.delete(folder.resolve("imported/_manifest.json"));
    assertRefused(request, "not all files here are Parquet");
    Files.delete(folder.resolve("spark/readme.txt"));
    for (String inside : List.of("_temporary", "_delta_log", "kappa=0.2")) {
      Path sub = Files.createDirectory(folder.resolve("spark/" + inside));
      assertRefused(request, inside);
      Files.delete(sub);
    }
    assertFields(rows(request));
    copy(FIELDS, "spark/part-00004-0b7f-c000.snappy.parquet", "");
    assertRefused(request, "only some of the files have the column chain");
    assertRefused(request(Files.createDirectory(folder.resolve("empty"))), "no Parquet files");
    assertRefused(request(folder.resolve("imported")), "a dataset of fieldbeam already");
  }

  /** Leaves rows 10 part to 10 part + 9 in a file. */
  private void slice(Path file, int part) throws Exception {
    Path all = folder.resolve("all.parquet");
    Files.move(file, all);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "copy (select * from '%s' where chain = %d) to '%s' (format parquet)"
              .formatted(all, part, file));
    }
    Files.delete(all);
  }

  @Test
  void columnsSayChainsAndSteps() throws Exception {
    String columns = FIELDS + ", (i %% 4)::%s as chain, (%s)::%s as step, %s";
    for (String[] types :
        new String[][] {
          {"bigint", "i // 4", "integer", "i % 2 = 0 as accepted, i / 8 as delta_h"},
          {"tinyint", "100 - i // 4", "smallint", "null::boolean as accepted, null::double as x"},
          {"uinteger", "7 * (i // 4)", "bigint", "null::double as log_weight"},
        }) {
      List<Configuration> rows =
          rows(
              request(
                  copy(
                      columns.formatted(types[0], types[1], types[2], types[3]), "a.parquet", "")));
      assertEquals(40, rows.size());
      for (int place = 0; place < 40; place++) {
        int chain = place / 10;
        int t = types[1].startsWith("100") ? 9 - place % 10 : place % 10;
        int i = 4 * t + chain;
        assertEquals(chain, rows.get(place).chain());
        assertEquals(i, rows.get(place).field()[0]);
        boolean full = types[0].equals("bigint");
        assertEquals(full ? i % 2 == 0 : null, rows.get(place).accepted());
        assertEquals(full ? i / 8.0 : null, rows.get(place).deltaH());
      }
    }
    Path file = copy(columns.formatted("bigint", "i", "bigint", "1 as x"), "a.parquet", "");
    assertRefused(request(file).withChains(4), "leave --chains out");
  }

  /** The time goes with their number, and so do the words of the error not. */
  @Test
  void thousandsOfColumns() throws Exception {
    String many =
        IntStream.range(0, 4000)
            .mapToObj(c -> "[i, 1, 2, 3]::double[] as c" + c)
            .collect(Collectors.joining(", "));
    Path file = copy(many, "wide.parquet", "");
    long bytes =
        Allocation.of(
            () -> {
              UserException e = assertThrows(UserException.class, () -> rows(request(file)));
              assertTrue(e.getMessage().contains("c0, c1, c2, "), e.getMessage());
              assertTrue(e.getMessage().contains(" and 3980 more"), e.getMessage());
            });
    assertTrue(bytes < 200L << 20, bytes + " bytes"); // thousands of times that with its square
    assertEquals(40, rows(request(file).withColumn("c77")).size());
  }
}
