package org.fieldbeam.data.export;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.ToDoubleBiFunction;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ExportTarget;
import org.fieldbeam.data.exchange.ImportColumns;
import org.fieldbeam.data.numpy.NumpyHeader;
import org.fieldbeam.data.row.ChainOrder;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.MeasurementBatch;
import org.fieldbeam.data.row.OrderedRows;
import org.fieldbeam.data.row.Rows;
import org.fieldbeam.grammar.Value;

/**
 * Datasets as {@code .npy}, which holds the fields, and as {@code .npz}, which holds an array for
 * each column: part of {@link DatasetExport}. Rows stand in the order of chains and steps.
 *
 * @param <B> batches of rows
 */
final class NumpyExport<B extends Rows> {
  /** What the clocks of all entries say: equal datasets give equal bytes. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final int CHUNK = 1 << 13;

  /** Puts a field of a batch into bytes. */
  @FunctionalInterface
  private interface Field<B> {
    void put(B batch, int row, ByteBuffer to);
  }

  /** A column of numbers. */
  private record Column<B>(String name, ToDoubleBiFunction<B, Integer> number) {}

  private final OrderedRows<B> rows;
  private final String fieldType;
  private final int[] fieldShape;
  private final Field<B> field;
  private final List<Column<B>> columns = new ArrayList<>();

  private NumpyExport(OrderedRows<B> rows, String fieldType, int[] fieldShape, Field<B> field) {
    this.rows = rows;
    this.fieldType = fieldType;
    this.fieldShape = fieldShape;
    this.field = field;
  }

  private NumpyExport<B> with(String name, ToDoubleBiFunction<B, Integer> number) {
    columns.add(new Column<>(name, number));
    return this;
  }

  /**
   * The columns of configurations.
   *
   * @throws UserException if the dataset is no ensemble
   */
  static NumpyExport<?> ofFields(DatasetFolder folder) {
    return switch (folder.info().kind()) {
      case COMPLEX -> ofComplex(folder);
      // of other datasets the rows say what was wanted
      case ENSEMBLE, MEASUREMENTS, NOISED, TRAINING -> ofEnsemble(folder);
    };
  }

  private static NumpyExport<EnsembleBatch> ofEnsemble(DatasetFolder folder) {
    int values = folder.info().values();
    return new NumpyExport<>(
            OrderedRows.ofEnsemble(folder),
            "<f8",
            folder.info().rowShape(),
            (batch, row, to) -> {
              for (int x = 0; x < values; x++) {
                to.putDouble(batch.fields()[x * batch.size() + row]);
              }
            })
        .with("action", (batch, row) -> batch.action()[row])
        .with(
            ImportColumns.ACCEPTED,
            (batch, row) -> batch.accepted()[row] < 0 ? Double.NaN : batch.accepted()[row])
        .with(ImportColumns.DELTA_H, (batch, row) -> batch.deltaH()[row])
        .with("log_q", (batch, row) -> batch.logQ()[row])
        .with(ImportColumns.LOG_WEIGHT, (batch, row) -> batch.logWeight()[row]);
  }

  private static NumpyExport<ComplexBatch> ofComplex(DatasetFolder folder) {
    int values = folder.info().values();
    return new NumpyExport<>(
            OrderedRows.ofComplex(folder),
            "<c16",
            folder.info().rowShape(),
            (batch, row, to) -> {
              for (int x = 0; x < values; x++) {
                to.putDouble(batch.fields()[x * batch.size() + row]);
                to.putDouble(batch.imaginary()[x * batch.size() + row]);
              }
            })
        .with("action", (batch, row) -> batch.action()[row])
        .with("action_imag", (batch, row) -> batch.actionImaginary()[row])
        .with("drift", (batch, row) -> batch.drift()[row])
        .with("runaways", (batch, row) -> batch.runaways()[row]);
  }

  /** The columns of an ensemble or of measurements. */
  static NumpyExport<?> of(DatasetFolder folder) {
    return folder.info().kind() == DatasetKind.MEASUREMENTS
        ? ofMeasurements(folder)
        : ofFields(folder);
  }

  private static NumpyExport<MeasurementBatch> ofMeasurements(DatasetFolder folder) {
    NumpyExport<MeasurementBatch> export =
        new NumpyExport<>(OrderedRows.ofMeasurements(folder), "", new int[0], null);
    export.with(ImportColumns.LOG_WEIGHT, (batch, row) -> batch.logWeight()[row]);
    List<String> names = folder.info().scalars();
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      export.with(names.get(i), (batch, row) -> batch.scalar(column)[row]);
    }
    return export;
  }

  ChainOrder order() {
    return rows.order();
  }

  boolean hasField() {
    return field != null;
  }

  boolean isComplex() {
    return fieldType.equals("<c16");
  }

  int[] fieldShape() {
    return fieldShape.clone();
  }

  /** The chain of each row in the order of the export. */
  long[] chains() {
    return ids(rows.order()::chain);
  }

  /** The step of each row in the order of the export. */
  long[] steps() {
    return ids(rows.order()::step);
  }

  private long[] ids(IntToLongFunction id) {
    ChainOrder order = rows.order();
    long[] ids = new long[order.rows()];
    for (int row = 0; row < ids.length; row++) {
      ids[order.place(row)] = id.applyAsLong(row);
    }
    return ids;
  }

  /** The names of the columns that have a value in some row. */
  List<String> columnsWithValues() {
    return columns.stream()
        .map(Column::name)
        .filter(name -> !Arrays.stream(numbers(name)).allMatch(Double::isNaN))
        .toList();
  }

  /** A column in the order of the export. */
  double[] numbers(String name) {
    Column<B> column =
        columns.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    return rows.column(column.number());
  }

  /** Takes the little-endian bytes of a field. */
  @FunctionalInterface
  interface FieldBytes {
    void take(byte[] bytes) throws IOException;
  }

  /** Hands on the fields one by one; the array is the same for all. */
  void fields(FieldBytes to) {
    int values = Arrays.stream(fieldShape).reduce(isComplex() ? 2 : 1, Math::multiplyExact);
    ByteBuffer bytes = ByteBuffer.allocate(8 * values).order(ByteOrder.LITTLE_ENDIAN);
    rows.forEach(
        batch -> {
          for (int row = 0; row < batch.size(); row++) {
            field.put(batch, row, bytes.clear());
            try {
              to.take(bytes.array());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  /** Writes the fields alone. */
  void array(String file) {
    ExportTarget.write(file, this::fields);
  }

  /** Writes all columns that have a value in some row. */
  void archive(String file) {
    ExportTarget.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          // the numbers of fields are noise to a compressor
          zip.setLevel(Deflater.NO_COMPRESSION);
          if (field != null) {
            begin(zip, "field");
            fields(zip);
          }
          long[] chain = chains();
          long[] step = steps();
          begin(zip, ImportColumns.CHAIN);
          write(zip, "<i8", chain.length, (i, to) -> to.putLong(chain[i]));
          begin(zip, ImportColumns.STEP);
          write(zip, "<i8", step.length, (i, to) -> to.putLong(step[i]));
          for (Column<B> column : columns) {
            double[] numbers = rows.column(column.number());
            if (!Arrays.stream(numbers).allMatch(Double::isNaN)) {
              begin(zip, column.name());
              write(zip, "<f8", numbers.length, (i, to) -> to.putDouble(numbers[i]));
            }
          }
          zip.finish();
        });
  }

  private static void begin(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
  }

  private void fields(OutputStream out) throws IOException {
    long[] shape = new long[fieldShape.length + 1];
    shape[0] = rows.order().rows();
    for (int axis = 0; axis < fieldShape.length; axis++) {
      shape[axis + 1] = fieldShape[axis];
    }
    out.write(NumpyHeader.write(fieldType, shape));
    fields(out::write);
  }

  /** The format {@code npy}. */
  @AutoService(ExportKind.class)
  public static final class OfArray implements ExportKind {
    @Override
    public About about() {
      return About.of(
          "npy",
          "The fields as one NumPy array: float64, or complex128 of complexified fields, C order,"
              + " of the shape (configurations, extents of the lattice, values of a site).");
    }

    @Override
    public List<String> endings() {
      return List.of(".npy");
    }

    @Override
    public String suits() {
      return "ensembles without weights";
    }

    @Override
    public boolean namesChains() {
      return false;
    }

    @Override
    public DatasetExport.Written write(String dataset, String file, Value settings) {
      return DatasetExport.numpy(dataset, file);
    }
  }

  /** The format {@code npz}. */
  @AutoService(ExportKind.class)
  public static final class OfArchive implements ExportKind {
    @Override
    public About about() {
      return About.of(
          "npz",
          "A NumPy array for each column that has values: field, chain, step, action and so on; of"
              + " measurements chain, step and all scalars. NaN where a value is absent.");
    }

    @Override
    public List<String> endings() {
      return List.of(".npz");
    }

    @Override
    public String suits() {
      return "ensembles and measurements";
    }

    @Override
    public boolean namesChains() {
      return true;
    }

    @Override
    public DatasetExport.Written write(String dataset, String file, Value settings) {
      return DatasetExport.archive(dataset, file);
    }
  }

  /** Puts an element into bytes. */
  @FunctionalInterface
  interface Element {
    void put(int index, ByteBuffer to);
  }

  private static void write(OutputStream out, String type, int length, Element element)
      throws IOException {
    out.write(NumpyHeader.write(type, length));
    ByteBuffer bytes = ByteBuffer.allocate(8 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < length; from += CHUNK) {
      bytes.clear();
      for (int i = from; i < Math.min(length, from + CHUNK); i++) {
        element.put(i, bytes);
      }
      out.write(bytes.array(), 0, bytes.position());
    }
  }
}
