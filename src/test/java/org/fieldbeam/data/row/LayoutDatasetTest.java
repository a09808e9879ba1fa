package org.fieldbeam.data.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.OnAction;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.XyAction;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.check.DatasetVerifier;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.DatasetSummary;
import org.fieldbeam.data.exchange.EnsembleImport;
import org.fieldbeam.data.export.DatasetExport;
import org.fieldbeam.data.numpy.NumpyHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of every layout through files: rows, NumPy arrays and back. */
final class LayoutDatasetTest {
  private static final int ROWS = 11;

  @TempDir Path folder;

  static Stream<FieldLayout> layouts() {
    return Stream.of(
        FieldLayout.scalar(Lattice.of(3, 4)),
        FieldLayout.real(Lattice.of(3, 4), 3),
        FieldLayout.real(Lattice.of(1), 2),
        FieldLayout.siteAngles(Lattice.of(2, 3)),
        FieldLayout.linkAngles(Lattice.of(3, 2)),
        FieldLayout.linkAngles(Lattice.of(2, 3, 4)),
        FieldLayout.linkAngles(Lattice.of(2, 3, 2, 2)),
        FieldLayout.complexified(Lattice.of(3, 4), 1),
        FieldLayout.complexified(Lattice.of(3, 4), 2));
  }

  static Stream<FieldLayout> realLayouts() {
    return layouts().filter(layout -> !layout.isComplexified());
  }

  /** The k-th value of a site, told from its coordinates; an angle in [-pi, pi). */
  private static double value(FieldLayout layout, int row, int site, int k) {
    int code = k;
    for (int axis = 0; axis < layout.lattice().shape().length; axis++) {
      code = 5 * code + layout.lattice().coordinate(site, axis);
    }
    return (code % 97 - 48) / 16.0 - row / 1024.0;
  }

  private String write(FieldLayout layout) {
    String path = folder.resolve("data").toString();
    DatasetKind kind = layout.isComplexified() ? DatasetKind.COMPLEX : DatasetKind.ENSEMBLE;
    DatasetInfo info = DatasetInfo.of(kind, "data", "test", "0123abcd", layout);
    if (layout.isComplexified()) {
      ComplexBatch batch = ComplexBatch.of(info, ROWS);
      fill(layout, batch);
      for (int i = 0; i < layout.size() * ROWS; i++) {
        batch.imaginary()[i] = -batch.fields()[i];
      }
      try (RowWriter<ComplexBatch> writer = ComplexBatch.ROWS.create(path, info, 0, 1)) {
        writer.write(batch);
        DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
      }
    } else {
      EnsembleBatch batch = new EnsembleBatch(info.rowShape(), ROWS);
      fill(layout, batch);
      try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(path, info, 0, 1)) {
        writer.write(batch);
        DatasetFolder.commit(path, info, List.of(writer.finish()), Map.of());
      }
    }
    return path;
  }

  private static void fill(FieldLayout layout, FieldBatch batch) {
    batch.resize(ROWS);
    for (int b = 0; b < ROWS; b++) {
      batch.step()[b] = b;
      for (int value = 0; value < layout.size(); value++) {
        batch.fields()[value * ROWS + b] =
            value(layout, b, value / layout.perSite(), value % layout.perSite());
      }
    }
  }

  /** What the rows say, to another program. */
  @ParameterizedTest
  @MethodSource("layouts")
  void rowsHaveTheShapeOfTheLayout(FieldLayout layout) throws SQLException {
    String path = write(layout);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select distinct array_to_string(shape, ','), len(field) from '"
                    + path
                    + "/*.parquet'")) {
      assertTrue(rows.next());
      StringBuilder shape = new StringBuilder();
      for (int extent : layout.shape()) {
        shape.append(shape.isEmpty() ? "" : ",").append(extent);
      }
      assertEquals(shape.toString(), rows.getString(1));
      assertEquals(layout.size(), rows.getInt(2));
    }
    DatasetFolder dataset = DatasetFolder.open(path);
    assertEquals(layout, dataset.info().layout());
    assertEquals(layout.label(), dataset.info().property(DatasetInfo.LAYOUT));
    assertEquals(layout.isComplexified(), DatasetActions.isComplex(dataset.info()));
    assertArrayEquals(layout.lattice().shape(), dataset.info().shape());
    List<DatasetVerifier.Finding> findings = DatasetVerifier.verify(path);
    assertTrue(DatasetVerifier.passed(findings), findings.toString());
    assertTrue(
        DatasetSummary.of(path).lines().toString().contains(layout.label()),
        "inspect names the layout");
  }

  @ParameterizedTest
  @MethodSource("realLayouts")
  void configurationsReadBack(FieldLayout layout) {
    DatasetFolder dataset = DatasetFolder.open(write(layout));
    EnsembleBatch batch = new EnsembleBatch(dataset.info().rowShape(), 4);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, 0)) {
      int row = 0;
      for (int n = reader.read(batch); n > 0; n = reader.read(batch)) {
        for (int b = 0; b < n; b++, row++) {
          Configuration configuration = batch.configuration(b);
          assertArrayEquals(layout.shape(), configuration.shape());
          for (int value = 0; value < layout.size(); value++) {
            assertEquals(
                value(layout, row, value / layout.perSite(), value % layout.perSite()),
                configuration.field()[value]);
          }
        }
      }
      assertEquals(ROWS, row);
    }
  }

  /** array[n, x0, x1, ..., k] is the k-th value of the site (x0, x1, ...). */
  @ParameterizedTest
  @MethodSource("layouts")
  void numpyArraysAreIndexedByCoordinatesThenComponent(FieldLayout layout) throws IOException {
    Path file = folder.resolve("data.npy");
    DatasetExport.numpy(write(layout), file.toString());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int start = 10 + bytes.getShort(8);
    String header = new String(bytes.array(), 10, start - 10, StandardCharsets.US_ASCII);
    int[] shape = layout.shape();
    StringBuilder text = new StringBuilder("'shape': (" + ROWS);
    for (int extent : shape) {
      text.append(", ").append(extent);
    }
    assertTrue(header.contains(text + ")"), header);
    int axes = layout.lattice().shape().length;
    int[] index = new int[shape.length];
    int width = layout.isComplexified() ? 2 : 1;
    for (int row = 0; row < ROWS; row++) {
      for (int flat = 0; flat < layout.size(); flat++) {
        for (int axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
          index[axis] = rest % shape[axis];
          rest /= shape[axis];
        }
        int site = 0;
        for (int axis = 0; axis < axes; axis++) {
          site = site * shape[axis] + index[axis];
        }
        int k = shape.length > axes ? index[axes] : 0;
        double expected = value(layout, row, site, k);
        int at = start + 8 * width * (row * layout.size() + flat);
        assertEquals(expected, bytes.getDouble(at));
        if (width == 2) {
          assertEquals(-expected, bytes.getDouble(at + 8));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("realLayouts")
  void exportedArraysAreImportedAgain(FieldLayout layout) {
    String path = write(layout);
    for (String name : new String[] {"data.npy", "data.npz"}) {
      String file = folder.resolve(name).toString();
      if (name.endsWith("y")) {
        DatasetExport.numpy(path, file);
      } else {
        DatasetExport.archive(path, file);
      }
      EnsembleImport.Request request =
          EnsembleImport.Request.of(file).withColumn(name.endsWith("z") ? "field" : null);
      if (!layout.isScalar()) {
        request = request.withLayout(layout.label());
      }
      if (layout.lattice().volume() == 1) {
        request = request.withShape(1);
      }
      String back = folder.resolve("back-" + name).toString();
      EnsembleImport.Result result = EnsembleImport.run(request, back, "back");
      assertEquals(layout, result.dataset().info().layout());
      assertTrue(!result.source().contains("wrapped"), result.source());
      EnsembleBatch batch = new EnsembleBatch(layout.shape(), ROWS);
      try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(result.dataset(), 0)) {
        assertEquals(ROWS, reader.read(batch));
      }
      for (int b = 0; b < ROWS; b++) {
        for (int value = 0; value < layout.size(); value++) {
          assertEquals(
              value(layout, b, value / layout.perSite(), value % layout.perSite()),
              batch.fields()[value * ROWS + b]);
        }
      }
    }
  }

  /** An array of angles in [0, 2 pi): they are wrapped, and the description says so. */
  @Test
  void anglesFromElsewhereAreWrapped() throws IOException {
    Path file = folder.resolve("angles.npy");
    double[] angles = new double[8 * 2 * 3];
    for (int i = 0; i < angles.length; i++) {
      angles[i] = 2 * Math.PI * i / angles.length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(8 * angles.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(angles);
    Files.write(file, NumpyHeader.write("<f8", 8, 2, 3));
    Files.write(file, bytes.array(), StandardOpenOption.APPEND);
    EnsembleImport.Result result =
        EnsembleImport.run(
            EnsembleImport.Request.of(file.toString()).withLayout("sites angle 1"),
            folder.resolve("angles").toString(),
            "angles");
    assertTrue(result.source().contains("wrapped"), result.source());
    EnsembleBatch batch = new EnsembleBatch(new int[] {2, 3}, 8);
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(result.dataset(), 0)) {
      assertEquals(8, reader.read(batch));
    }
    for (int i = 0; i < angles.length; i++) {
      assertEquals(Angles.wrap(angles[i]), batch.fields()[i % 6 * 8 + i / 6]);
    }
  }

  static Stream<Action> actions() {
    return Stream.of(
        OnAction.of(Lattice.of(2, 3), 3, 0.1, 0.5),
        XyAction.of(Lattice.of(4), 1),
        U1Action.of(Lattice.of(3, 2), 1));
  }

  /**
   * Independent chains of an action pass its identity, and fields that are too small do not: 400
   * chains, a score above 5 has the probability 6e-7.
   */
  @ParameterizedTest
  @MethodSource("actions")
  void theActionSaysTheLayoutAndIsJudged(Action action) throws IOException {
    MarkovChains chains =
        new Hmc(1, 6, Integrator.LEAPFROG).start(action, Start.cold(), 5, "import", 0, 400);
    chains.advance(30);
    int values = action.layout().size();
    double[] rows = new double[400 * values];
    for (int b = 0; b < 400; b++) {
      chains.copyField(b, rows, b * values);
    }
    long[] shape = new long[action.layout().shape().length + 1];
    shape[0] = 400;
    for (int axis = 1; axis < shape.length; axis++) {
      shape[axis] = action.layout().shape()[axis - 1];
    }
    for (boolean right : new boolean[] {true, false}) {
      Path file = folder.resolve(right + ".npy");
      ByteBuffer bytes = ByteBuffer.allocate(8 * rows.length).order(ByteOrder.LITTLE_ENDIAN);
      for (double value : rows) {
        bytes.putDouble(right ? value : 0.05 * value);
      }
      Files.write(file, NumpyHeader.write("<f8", shape));
      Files.write(file, bytes.array(), StandardOpenOption.APPEND);
      EnsembleImport.Result result =
          EnsembleImport.run(
              EnsembleImport.Request.of(file.toString())
                  .withAction(DatasetActions.property(action)),
              folder.resolve("of" + right).toString(),
              "data");
      assertEquals(action.layout(), result.dataset().info().layout());
      Check check = result.checks().get(1);
      assertEquals(!right, check.failed(), check.explanation());
      List<DatasetVerifier.Finding> findings =
          DatasetVerifier.verify(folder.resolve("of" + right).toString());
      assertTrue(DatasetVerifier.passed(findings), findings.toString());
    }
  }

  /** Layouts that do not fit the array, are none, or cannot be imported. */
  @ParameterizedTest
  @ValueSource(
      strings = {"sites real 3", "links angle 2", "sites real", "", "sites complexified 2"})
  void otherLayoutsAreRefused(String label) {
    Path file = folder.resolve("data.npy");
    DatasetExport.numpy(write(FieldLayout.real(Lattice.of(3, 4), 2)), file.toString());
    EnsembleImport.Request request = EnsembleImport.Request.of(file.toString()).withLayout(label);
    assertThrows(
        UserException.class,
        () -> EnsembleImport.run(request, folder.resolve("other").toString(), "other"));
  }
}
