package org.fieldbeam.data.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.fieldbeam.data.TestData;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.export.DatasetExport;
import org.fieldbeam.data.row.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Import of what h5py has written ({@code hdf5/make.py}), export, and damaged files. */
class Hdf5Test {
  private static final Path FILE = Path.of("src", "test", "resources", "hdf5", "h5py.h5");
  private static final int ROWS = 20;

  @TempDir private Path folder;

  private List<Configuration> imported(EnsembleImport.Request request, String name) {
    DatasetFolder dataset =
        EnsembleImport.run(request, folder.resolve(name).toString(), name).dataset();
    return TestData.read(dataset.shardPath(0), 7);
  }

  private static EnsembleImport.Request request(String dataset) {
    return EnsembleImport.Request.of(FILE.toString()).withColumn(dataset).withShape(3, 4);
  }

  /** Where the file leaves zeros out, or the library does, a number is another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "/plain",
        "single",
        "big",
        "last",
        "chains",
        "gzip",
        "lzf",
        "growing",
        "lastInChunks",
        "chainsInChunks",
        "link",
        "run/1/phi",
        "/run/1/phi"
      })
  void everyNumberArrives(String dataset) {
    List<Configuration> rows = imported(request(dataset), "i");
    assertEquals(ROWS, rows.size());
    boolean[] seen = new boolean[ROWS];
    for (Configuration row : rows) {
      int i = (int) row.field()[0];
      seen[i] = true;
      for (int x = 0; x < 12; x++) {
        assertEquals(i + Math.floorDiv(x, 4) / 4.0 + (x % 4) / 64.0, row.field()[x], dataset);
      }
    }
    boolean[] all = new boolean[ROWS];
    Arrays.fill(all, true);
    assertArrayEquals(all, seen);
  }

  @Test
  void chainsStepsAndTruthValuesBesideTheFieldAreTakenAlong() {
    for (Configuration row : imported(request("run/1/phi"), "i")) {
      int i = (int) row.field()[0];
      assertEquals(i % 4, row.chain());
      assertEquals(i / 4 * 10L, row.step());
      assertEquals(i % 3 == 0, row.accepted());
    }
  }

  @Test
  void anAxisOfChainsIsTakenForThem() {
    for (Configuration row : imported(request("chainsInChunks"), "i")) {
      int i = (int) row.field()[0];
      assertEquals(i / 5, row.chain());
      assertEquals(i % 5, row.step());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nowhere   | no such dataset
          nowhere   | /run/1/phi (20, 3, 4) float64
          complex   | holds complex numbers, and the fields are real
          otherPairs | a type that is no field
          half      | given: float16
          whole     | given: int64
          text      | a type that is no field
          none      | there are no configurations in the file
          nan       | field is not finite
          unwritten | was never written
          huge      | was never written
          holes     | a part of the dataset was never written
          broken    | cannot be read
          external  | cannot be read
          short/phi | there are not as many fields as other values
          fractions/phi | not one of whole numbers
          """)
  void whatCannotBeImportedIsSaidToBe(String dataset, String words) {
    EnsembleImport.Request request =
        dataset.equals("huge")
            ? EnsembleImport.Request.of(FILE.toString()).withColumn(dataset)
            : request(dataset);
    UserException e = assertThrows(UserException.class, () -> imported(request, "i"));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertTrue(Files.notExists(folder.resolve("i").resolve("_manifest.json")));
  }

  @Test
  void severalDatasetsAreNamedWithTheirShapes() {
    UserException e =
        assertThrows(
            UserException.class, () -> imported(EnsembleImport.Request.of(FILE.toString()), "i"));
    assertTrue(e.getMessage().contains("which dataset"), e.getMessage());
    assertTrue(e.getMessage().contains("/gzip (20, 3, 4) float64"), e.getMessage());
    assertTrue(e.getMessage().contains("--dataset"), e.getMessage());
  }

  /** A file that is cut off anywhere is refused, and one with a wrong byte is no internal error. */
  @Test
  void damagedFilesAreRefusedInWords() throws IOException {
    byte[] good = Files.readAllBytes(FILE);
    Path bad = folder.resolve("bad.h5");
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      Files.write(bad, Arrays.copyOf(good, 1 + random.nextInt(good.length - 1)));
      UserException e = assertThrows(UserException.class, () -> tried(bad, "gzip"));
      assertTrue(e.getMessage().contains("bad.h5"), e.getMessage());
    }
    int refused = 0;
    for (int i = 0; i < 150; i++) {
      byte[] bytes = good.clone();
      bytes[8 + random.nextInt(2000)] ^= (byte) (1 << random.nextInt(8));
      Files.write(bad, bytes);
      try {
        tried(bad, i % 2 == 0 ? "gzip" : "plain");
      } catch (UserException e) {
        refused++;
      }
    }
    assertTrue(refused > 0);
  }

  private void tried(Path file, String dataset) throws IOException {
    try (ImportFile opened =
            ForeignFiles.open(
                EnsembleImport.Request.of(file.toString()).withColumn(dataset).withShape(3, 4));
        ImportSource source = opened.fields()) {
      double[] field = new double[12];
      opened.columns();
      while (source.next(field)) {}
    }
  }

  @Test
  void importIsTheInverseOfExport() throws IOException {
    int[] shape = {2, 3};
    List<Configuration> rows = TestData.configurations(5, 60, shape);
    DatasetFolder dataset = TestData.dataset(folder.resolve("d").toString(), rows, shape);
    Path file = folder.resolve("out.h5");
    assertEquals(60, DatasetExport.hdf5(dataset.path(), file.toString()).rows());
    List<Configuration> found = imported(EnsembleImport.Request.of(file.toString()), "again");
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
    Path again = folder.resolve("again.hdf5");
    DatasetExport.hdf5(dataset.path(), again.toString());
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
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
    String file = folder.resolve("out.h5").toString();
    assertEquals(20, DatasetExport.hdf5("testdata/format-2/" + kind, file).rows());
  }

  @ParameterizedTest
  @ValueSource(strings = {"noised", "training"})
  void datasetsWithoutChainsInOrderAreRefused(String kind) {
    Path file = folder.resolve("out.h5");
    assertThrows(
        UserException.class,
        () -> DatasetExport.hdf5("testdata/format-2/" + kind, file.toString()));
    assertTrue(Files.notExists(file));
  }
}
