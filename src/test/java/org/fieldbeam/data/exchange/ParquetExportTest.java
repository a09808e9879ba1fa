package org.fieldbeam.data.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.export.DatasetExport;
import org.fieldbeam.data.row.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports to Parquet; the Python tests read them with other readers. */
class ParquetExportTest {
  private static final int[] SHAPE = {3, 4};

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void importIsTheInverse(boolean compressed) throws IOException {
    List<Configuration> rows = TestData.configurations(5, 60, SHAPE);
    DatasetFolder dataset = TestData.dataset(folder.resolve("d").toString(), rows, SHAPE);
    String file = folder.resolve("out.parquet").toString();
    DatasetExport.Written written = DatasetExport.parquet(dataset.path(), file, compressed);
    assertEquals(60, written.rows());
    DatasetFolder imported =
        EnsembleImport.run(
                EnsembleImport.Request.of(file).withShape(SHAPE),
                folder.resolve("i").toString(),
                "again")
            .dataset();
    List<Configuration> found = TestData.read(imported.shardPath(0), 7);
    List<Configuration> expected =
        rows.stream()
            .sorted(
                Comparator.comparingLong(Configuration::chain)
                    .thenComparingLong(Configuration::step))
            .toList();
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).chain(), found.get(i).chain());
      assertEquals(expected.get(i).step(), found.get(i).step());
      assertArrayEquals(expected.get(i).field(), found.get(i).field());
    }
  }

  @Test
  void equalDatasetsGiveEqualBytesAndCompressionMakesThemSmaller() throws IOException {
    List<Configuration> rows = TestData.configurations(5, 60, SHAPE);
    DatasetFolder dataset = TestData.dataset(folder.resolve("d").toString(), rows, SHAPE);
    byte[][] files = new byte[3][];
    for (int i = 0; i < files.length; i++) {
      Path file = folder.resolve(i + ".parquet");
      DatasetExport.parquet(dataset.path(), file.toString(), i == 2);
      files[i] = Files.readAllBytes(file);
    }
    assertArrayEquals(files[0], files[1]);
    assertTrue(files[2].length < files[0].length, files[2].length + " of " + files[0].length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"noised", "training"})
  void datasetsWithoutChainsInOrderAreRefused(String kind) {
    String file = folder.resolve("out.parquet").toString();
    UserException e =
        assertThrows(
            UserException.class,
            () -> DatasetExport.parquet("testdata/format-2/" + kind, file, false));
    assertTrue(e.getMessage().contains("Parquet files already"), e.getMessage());
    assertTrue(Files.notExists(Path.of(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "complex",
        "ensemble",
        "ensemble-links-angle-1",
        "ensemble-sites-real-3",
        "measurements"
      })
  void everyKindOfRows(String kind) {
    String file = folder.resolve("out.parquet").toString();
    assertEquals(20, DatasetExport.parquet("testdata/format-2/" + kind, file, false).rows());
    UserException e =
        assertThrows(
            UserException.class,
            () -> DatasetExport.parquet("testdata/format-2/" + kind, file, false));
    assertTrue(e.getMessage().contains("overwrites none"), e.getMessage());
  }
}
