package org.fieldbeam.data.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.fieldbeam.core.action.BoseGas;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.batch.LargestModulus;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.export.DatasetExport;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Complexified fields from and to the files of other programs: all numbers are the same again. */
class ComplexImportTest {
  private static final int ROWS = 40;
  private static final int[] EXTENTS = {3, 4};
  private static final BoseGas GAS = BoseGas.of(Lattice.of(EXTENTS), 1, 1, 0.3);
  private static final int VALUES = 24;

  /** x + i (100 + x) with the number x of {@code hdf5/make.py}, one value at each site. */
  private static final Path H5PY = Path.of("src", "test", "resources", "hdf5", "h5py.h5");

  private final double[][] re = new double[ROWS][VALUES];
  private final double[][] im = new double[ROWS][VALUES];

  @TempDir private Path folder;

  private static Map<String, Object> action(String name, Object... parameters) {
    Map<String, Object> map = new java.util.TreeMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      map.put((String) parameters[i], parameters[i + 1]);
    }
    return Map.of("name", name, "parameters", map);
  }

  private static EnsembleImport.Request request(Path file) {
    return EnsembleImport.Request.of(file.toString()).withAction(DatasetActions.property(GAS));
  }

  @BeforeEach
  void numbers() {
    Random random = new Random(9);
    for (int row = 0; row < ROWS; row++) {
      Arrays.setAll(re[row], x -> random.nextGaussian());
      Arrays.setAll(im[row], x -> Math.scalb(random.nextGaussian(), random.nextInt(9) - 6));
    }
  }

  private static void complete(ComplexBatch rows) {
    int n = rows.size();
    double[] driftRe = new double[VALUES * n];
    double[] driftIm = new double[VALUES * n];
    GAS.action(rows.fields(), rows.imaginary(), n, rows.action(), rows.actionImaginary());
    GAS.drift(rows.fields(), rows.imaginary(), n, driftRe, driftIm);
    LargestModulus.of(driftRe, driftIm, VALUES, n, rows.drift(), 0);
  }

  /** An ensemble of four chains, every third step kept. */
  private DatasetFolder dataset() {
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.COMPLEX, "gas", "generate", "0123abcd", GAS.layout())
            .with(DatasetInfo.ACTION, DatasetActions.property(GAS));
    String path = folder.resolve("gas").toString();
    try (RowWriter<ComplexBatch> writer = ComplexBatch.ROWS.create(path, info, 0, 1)) {
      ComplexBatch rows = ComplexBatch.of(info, ROWS);
      rows.resize(ROWS);
      for (int row = 0; row < ROWS; row++) {
        rows.setField(row, re[row]);
        rows.setImaginary(row, im[row]);
        rows.chain()[row] = row / 10;
        rows.step()[row] = row % 10 * 3L;
        rows.runaways()[row] = row % 7 == 0 ? 2 : 0;
      }
      complete(rows);
      writer.write(rows);
      return DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
    }
  }

  private ComplexBatch imported(EnsembleImport.Request request) {
    DatasetFolder dataset =
        EnsembleImport.run(request, folder.resolve("i").toString(), "i").dataset();
    assertEquals(DatasetKind.COMPLEX, dataset.info().kind());
    ComplexBatch rows = ComplexBatch.of(dataset.info(), 1000);
    try (RowReader<ComplexBatch> reader = ComplexBatch.ROWS.open(dataset, 0)) {
      reader.read(rows);
    }
    return rows;
  }

  private void requireAll(ComplexBatch found, boolean chains) {
    assertEquals(ROWS, found.size());
    double[] field = new double[VALUES];
    ComplexBatch expected = new ComplexBatch(new int[] {3, 4, 2}, ROWS);
    expected.resize(ROWS);
    for (int row = 0; row < ROWS; row++) {
      found.copyField(row, field);
      assertArrayEquals(re[row], field);
      expected.setField(row, re[row]);
      expected.setImaginary(row, im[row]);
      assertEquals(chains ? row / 10 : 0, found.chain()[row]);
      assertEquals(chains ? row % 10 * 3 : row, found.step()[row]);
      assertEquals(!chains ? ComplexBatch.UNKNOWN : row % 7 == 0 ? 2 : 0, found.runaways()[row]);
    }
    complete(expected);
    int n = ROWS * VALUES;
    assertArrayEquals(Arrays.copyOf(expected.imaginary(), n), Arrays.copyOf(found.imaginary(), n));
    assertArrayEquals(expected.action(), Arrays.copyOf(found.action(), ROWS));
    assertArrayEquals(expected.actionImaginary(), Arrays.copyOf(found.actionImaginary(), ROWS));
    assertArrayEquals(expected.drift(), Arrays.copyOf(found.drift(), ROWS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"npy", "npz", "hdf5", "parquet"})
  void importIsTheInverseOfExport(String format) {
    String path = dataset().path();
    Path file = folder.resolve("out");
    switch (format) {
      case "npy" -> DatasetExport.numpy(path, file.toString());
      case "npz" -> DatasetExport.archive(path, file.toString());
      case "hdf5" -> DatasetExport.hdf5(path, file.toString());
      default -> DatasetExport.parquet(path, file.toString(), true);
    }
    EnsembleImport.Request request =
        format.equals("parquet") ? request(file).withShape(EXTENTS) : request(file);
    requireAll(imported(request), !format.equals("npy"));
  }

  /** All four ways in which complex numbers lie in a file of NumPy, and both byte orders. */
  @ParameterizedTest
  @CsvSource({"<c16, False, first", "<c16, True, first", ">c16, False, last", "<c16, True, last"})
  void complexArraysOfEveryOrder(String type, String fortran, String axis) throws IOException {
    boolean last = axis.equals("last");
    int[] shape = last ? new int[] {3, 4, 2, ROWS} : new int[] {ROWS, 3, 4, 2};
    double[] pairs = new double[2 * ROWS * VALUES];
    for (int part = 0; part < 2; part++) {
      double[] values = new double[ROWS * VALUES];
      for (int row = 0; row < ROWS; row++) {
        for (int x = 0; x < VALUES; x++) {
          values[last ? x * ROWS + row : row * VALUES + x] = (part == 0 ? re : im)[row][x];
        }
      }
      double[] ordered = NumpyBytes.order(values, shape, fortran.equals("True"));
      for (int i = 0; i < ordered.length; i++) {
        pairs[2 * i + part] = ordered[i];
      }
    }
    Path file = Files.write(folder.resolve("a.npy"), NumpyBytes.npy(type, fortran, shape, pairs));
    requireAll(imported(request(file).withShape(EXTENTS)), false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "complex",
        "complexLast",
        "complexChains",
        "complexInChunks",
        "complexLastInChunks",
        "parts"
      })
  void complexNumbersOfH5py(String dataset) {
    ComplexBatch rows =
        imported(
            EnsembleImport.Request.of(H5PY.toString())
                .withColumn(dataset)
                .withShape(EXTENTS)
                .withAction(action("complexPhi4", "m2", List.of(1.0, 0.5), "lambda0", 1.0)));
    assertEquals(20, rows.size());
    double[] field = new double[12];
    for (int row = 0; row < 20; row++) {
      rows.copyField(row, field);
      for (int x = 0; x < 12; x++) {
        double expected = row + Math.floorDiv(x, 4) / 4.0 + (x % 4) / 64.0;
        assertEquals(expected, field[x], dataset);
        assertEquals(100 + expected, rows.imaginary()[x * 20 + row], dataset);
      }
    }
  }

  @Test
  void whatIsNotJudgedIsSaidToBe() throws IOException {
    Path file = folder.resolve("out.npz");
    DatasetExport.archive(dataset().path(), file.toString());
    List<Check> checks =
        EnsembleImport.run(request(file), folder.resolve("i").toString(), "i").checks();
    Check equations = checks.get(1);
    assertEquals("schwingerDyson", equations.name());
    assertTrue(!equations.judged() && equations.explanation().contains("complexified"));
  }

  /** One that is not known and one runaway are not none. */
  @Test
  void runawaysAreKnownOfAllOrOfNone() throws IOException {
    double[] pairs = new double[2 * 2 * VALUES];
    Path file =
        Files.write(
            folder.resolve("a.npz"),
            NumpyBytes.npz(
                Map.of(
                    "field",
                    NumpyBytes.npy("<c16", "False", new int[] {2, 3, 4, 2}, pairs),
                    "runaways",
                    NumpyBytes.npy("<i8", "False", new int[] {2}, new double[] {-1, 1}))));
    ComplexBatch rows = imported(request(file));
    assertEquals(ComplexBatch.UNKNOWN, rows.runaways()[0]);
    assertEquals(ComplexBatch.UNKNOWN, rows.runaways()[1]);
  }

  private void refused(EnsembleImport.Request request, String words) {
    UserException e = assertThrows(UserException.class, () -> imported(request));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertTrue(Files.notExists(folder.resolve("i").resolve("_manifest.json")));
  }

  @Test
  void whatIsNoneIsRefused() throws IOException {
    Path file = folder.resolve("out.npz");
    DatasetExport.archive(dataset().path(), file.toString());
    EnsembleImport.Request bare = EnsembleImport.Request.of(file.toString());
    refused(bare, "holds complex numbers, and the fields are real");
    refused(
        bare.withShape(EXTENTS).withLayout("sites complexified 2"),
        "complexified fields are imported with their action");
    // two real components are not a complex number
    refused(
        bare.withAction(action("on", "n", 2, "kappa", 0.1, "lambda", 0.1)),
        "holds complex numbers");
    refused(request(file).withScale(EnsembleImport.Scale.BARE), "needs kappa");
    refused(request(file).withWeights(EnsembleImport.Weights.USE), "no weights");
    refused(request(file).withShape(4, 3), "another shape");
    Path parquet = folder.resolve("out.parquet");
    DatasetExport.parquet(folder.resolve("gas").toString(), parquet.toString(), false);
    refused(request(parquet), "does not know the shape");
    refused(request(parquet).withShape(EXTENTS).withColumn("field_imag"), "no such column");
  }

  @Test
  void aNumberThatIsNoneIsNamed() throws IOException {
    double[] pairs = new double[2 * 2 * VALUES];
    pairs[2 * VALUES + 2 * 5 + 1] = Double.NaN;
    Path file =
        Files.write(
            folder.resolve("a.npy"),
            NumpyBytes.npy("<c16", "False", new int[] {2, 3, 4, 2}, pairs));
    refused(request(file), "configuration 1, site 2, value 1, imaginary part");
  }
}
