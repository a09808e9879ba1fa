package org.fieldbeam.data.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.fieldbeam.data.UserException;

/**
 * The fields of Parquet files, one file after the other, each row a list of the values of a field.
 */
final class ParquetSource implements ImportSource {
  private final List<String> files;
  private final int[] shape;
  private final Function<ForeignParquet, ColumnDescriptor> choice;
  private ForeignParquet file;
  private ForeignParquet.Values values;
  private boolean single;
  private int opened;
  private long row;

  /**
   * The fields of files.
   *
   * @param choice the column of a file
   */
  ParquetSource(
      List<String> files, int[] shape, Function<ForeignParquet, ColumnDescriptor> choice) {
    this.files = files;
    this.shape = shape.clone();
    this.choice = choice;
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public boolean next(double[] field) {
    while (file == null || !values.next(row -> read(row, field))) {
      close();
      if (opened == files.size()) {
        return false;
      }
      file = ForeignParquet.open(files.get(opened++));
      ColumnDescriptor column = choice.apply(file);
      single = ForeignParquet.type(column) == PrimitiveTypeName.FLOAT;
      values = file.values(column);
      row = 0;
    }
    row++;
    return true;
  }

  private void read(ForeignParquet.Values values, double[] field) {
    int n = 0;
    boolean more = true;
    while (more) {
      if (!values.isThere()) {
        throw bad(values, "has a null where a value is needed");
      }
      if (n < field.length) {
        field[n] = single ? values.reader().getFloat() : values.reader().getDouble();
      }
      n++;
      more = values.consume();
    }
    if (n != field.length) {
      throw bad(
          values,
          "has " + n + " values; a lattice " + Arrays.toString(shape) + " has " + field.length);
    }
  }

  private UserException bad(ForeignParquet.Values values, String what) {
    return UserException.of("row of a Parquet file is no field: it " + what)
        .where(values.where() + ", row " + row + " of the file")
        .allowed("one value per site, none of them null")
        .todo("give the shape of the lattice, or name another column")
        .build();
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
