package org.fieldbeam.data.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Storage;

/**
 * Configurations in a Parquet file of anyone's, or in a folder of such files as Spark writes them:
 * one row per configuration, with the field as a column that is a list (of two or three levels,
 * fixed size or not) of double or float in C order, and perhaps columns that say of what chain and
 * step it is.
 */
final class ParquetEnsemble implements ImportFile {
  /** Columns that an error names; some files have thousands. */
  private static final int MOST_NAMES = 20;

  private final List<String> files;
  private final String name;
  private final int[] shape;

  private ParquetEnsemble(List<String> files, String name, int[] shape) {
    this.files = files;
    this.name = name;
    this.shape = shape.clone();
  }

  /**
   * Opens files.
   *
   * @param files one, or those of a folder in their order
   * @param column name of the column of fields, {@code phi}, or {@code phi.re} where the elements
   *     of the list have parts; null if there is only one
   * @param shape extents of the lattice, which a Parquet list does not know
   * @throws UserException if there is no such column
   */
  static ParquetEnsemble open(List<String> files, String column, int[] shape) {
    String name = column;
    for (String path : files) {
      try (ForeignParquet file = ForeignParquet.open(path)) {
        name = name(fields(file, name), parts(file.lists()));
      }
    }
    return new ParquetEnsemble(files, name, shape);
  }

  private static ColumnDescriptor fields(ForeignParquet file, String name) {
    List<ColumnDescriptor> lists = file.lists();
    Map<String, Long> parts = parts(lists);
    List<ColumnDescriptor> chosen =
        lists.stream()
            .filter(c -> name == null || c.getPath()[0].equals(name) || name(c, parts).equals(name))
            .toList();
    if (chosen.size() == 1) {
      return chosen.get(0);
    }
    boolean several = name != null && !chosen.isEmpty();
    String none =
        "a column of lists of double or float; this file has none"
            + (file.hasNestedLists() ? " (lists of lists are to be flattened, in C order)" : "");
    throw UserException.of(
            name == null
                ? "which column of the Parquet file holds the fields?"
                : several
                    ? "the column has several numbers for each site"
                    : "no such column of fields")
        .where(file.path())
        .given(name == null ? "none" : name)
        .allowed(lists.isEmpty() ? none : names(several ? chosen : lists, parts))
        .todo(
            lists.isEmpty()
                ? "write each configuration as a row, its field as a list of numbers in one column"
                : several
                    ? "fields here are real: import one of the parts, with --column NAME.PART, or each"
                        + " as an ensemble of its own"
                    : "name the column with --column NAME")
        .build();
  }

  private static String names(List<ColumnDescriptor> columns, Map<String, Long> parts) {
    String some =
        columns.stream()
            .limit(MOST_NAMES)
            .map(column -> name(column, parts))
            .collect(Collectors.joining(", "));
    int more = columns.size() - MOST_NAMES;
    return more > 0 ? some + " and " + more + " more" : some;
  }

  /** Of how many parts the columns of fields are, by their first names. */
  private static Map<String, Long> parts(List<ColumnDescriptor> lists) {
    return lists.stream()
        .collect(Collectors.groupingBy(column -> column.getPath()[0], Collectors.counting()));
  }

  /** The name of a column of fields: its first part, and its last where that tells it apart. */
  private static String name(ColumnDescriptor column, Map<String, Long> parts) {
    String first = column.getPath()[0];
    return parts.get(first) == 1
        ? first
        : first + "." + column.getPath()[column.getPath().length - 1];
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public String description() {
    return "column "
        + name
        + (files.size() == 1 ? "" : " of " + files.size() + " files in the order of their names");
  }

  @Override
  public ImportColumns columns() {
    ImportColumns columns = new ImportColumns();
    columns.chain = whole(ImportColumns.CHAIN);
    columns.step = whole(ImportColumns.STEP);
    columns.logWeight = numbers(ImportColumns.LOG_WEIGHT);
    columns.deltaH = numbers(ImportColumns.DELTA_H);
    columns.accepted = numbers(ImportColumns.ACCEPTED);
    return columns;
  }

  /** Takes the values of a column over all files. */
  private interface Taker {
    void take(ForeignParquet.Values values, PrimitiveTypeName type);
  }

  /** Hands over a column; false if no file has it. */
  private boolean column(String column, Taker taker) {
    int without = 0;
    for (String path : files) {
      try (ForeignParquet file = ForeignParquet.open(path)) {
        Optional<ColumnDescriptor> scalar = file.scalar(column);
        if (scalar.isEmpty()) {
          without++;
          continue;
        }
        ForeignParquet.Values values = file.values(scalar.get());
        PrimitiveTypeName type = ForeignParquet.type(scalar.get());
        boolean more = true;
        while (more) {
          more =
              values.next(
                  row -> {
                    taker.take(row, type);
                    row.consume();
                  });
        }
      }
    }
    if (without > 0 && without < files.size()) {
      throw UserException.of("only some of the files have the column " + column)
          .where(String.join(", ", files.subList(0, Math.min(3, files.size()))) + " ...")
          .todo("write all files with it, or none")
          .build();
    }
    return without == 0;
  }

  private long[] whole(String column) {
    long[][] all = {new long[16]};
    int[] rows = {0};
    boolean there =
        column(
            column,
            (row, type) -> {
              boolean fits = type == PrimitiveTypeName.INT64 || type == PrimitiveTypeName.INT32;
              if (!fits || !row.isThere()) {
                throw UserException.of("column is not one of whole numbers")
                    .where(row.where() + ", row " + rows[0])
                    .given(fits ? "null" : type)
                    .allowed("a whole number of 64 or 32 bits in every row")
                    .todo("convert the column " + column + ", or rename it if it is something else")
                    .build();
              }
              if (rows[0] == all[0].length) {
                all[0] = Arrays.copyOf(all[0], 2 * rows[0]);
              }
              all[0][rows[0]++] =
                  type == PrimitiveTypeName.INT64
                      ? row.reader().getLong()
                      : row.reader().getInteger();
            });
    return there ? Arrays.copyOf(all[0], rows[0]) : null;
  }

  private double[] numbers(String column) {
    double[][] all = {new double[16]};
    int[] rows = {0};
    boolean there =
        column(
            column,
            (row, type) -> {
              if (rows[0] == all[0].length) {
                all[0] = Arrays.copyOf(all[0], 2 * rows[0]);
              }
              all[0][rows[0]++] = row.isThere() ? number(row, type, column) : Double.NaN;
            });
    return there ? Arrays.copyOf(all[0], rows[0]) : null;
  }

  private static double number(ForeignParquet.Values row, PrimitiveTypeName type, String column) {
    return switch (type) {
      case DOUBLE -> row.reader().getDouble();
      case FLOAT -> row.reader().getFloat();
      case BOOLEAN -> row.reader().getBoolean() ? 1 : 0;
      default ->
          throw UserException.of("column is not one of numbers")
              .where(row.where())
              .given(type)
              .allowed("double, float or boolean")
              .todo("convert the column " + column + ", or rename it if it is something else")
              .build();
    };
  }

  @Override
  public ImportSource fields() {
    return new ParquetSource(files, shape, file -> fields(file, name));
  }

  @Override
  public String sha256() {
    return files.size() == 1
        ? Storage.sha256(files.get(0))
        : Storage.sha256OfText(
            files.stream().map(Storage::sha256).collect(Collectors.joining(" ")));
  }

  @Override
  public void close() {}
}
