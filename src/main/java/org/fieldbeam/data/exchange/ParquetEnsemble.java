package org.fieldbeam.data.exchange;

import java.util.Arrays;
import java.util.List;
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
  private final List<String> files;
  private final ParquetFields fields;
  private final int[] shape;

  private ParquetEnsemble(List<String> files, ParquetFields fields, int[] shape) {
    this.files = files;
    this.fields = fields;
    this.shape = shape.clone();
  }

  /**
   * Opens files.
   *
   * @param files one, or those of a folder in their order
   * @param fields which column is that of the fields, as far as it is known
   * @param shape of a configuration, which a Parquet list does not know
   * @throws UserException if there is no such column
   */
  static ParquetEnsemble open(List<String> files, ParquetFields fields, int[] shape) {
    ParquetFields found = fields;
    for (String path : files) {
      try (ForeignParquet file = ForeignParquet.open(path)) {
        found = found.in(file);
      }
    }
    return new ParquetEnsemble(files, found, shape);
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public boolean isComplex() {
    return fields.complexified();
  }

  @Override
  public String description() {
    return fields
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
    columns.runaways = whole(ImportColumns.RUNAWAYS);
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
    if (!fields.complexified()) {
      return new ParquetSource(files, shape, fields::column);
    }
    int[] places = Arrays.copyOf(shape, shape.length - 1);
    return new PairedSource(
        new ParquetSource(files, places, fields::column),
        new ParquetSource(
            files,
            places,
            file -> ParquetFields.imaginary(file, fields.column(file)).orElseThrow()));
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
