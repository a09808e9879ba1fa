package org.fieldbeam.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Fields in a Parquet file of anyone's: one column that is a list (of two or three levels, fixed
 * size or not) of double or float, one row per configuration, each list a field in C order.
 */
final class ParquetSource implements ImportSource {
  private final String path;
  private final int[] shape;
  private final ParquetFileReader file;
  private final ColumnDescriptor column;
  private ColumnReader values;
  private long left;
  private long rowsLeft;
  private long row;
  private int group;

  private ParquetSource(String path, ParquetFileReader file, String name, int[] shape) {
    this.path = path;
    this.file = file;
    this.shape = shape.clone();
    this.column = column(path, file.getFileMetaData().getSchema(), name);
    file.setRequestedSchema(List.of(column));
  }

  /**
   * Opens a file.
   *
   * @param column name of the column; null if there is only one list of floating-point numbers
   * @param shape extents of the lattice, which a Parquet list does not know
   */
  static ParquetSource open(String path, String column, int[] shape) {
    ParquetReadOptions options =
        ParquetReadOptions.builder()
            .usePageChecksumVerification()
            .withUseHadoopVectoredIo(false)
            .build();
    return ShardReader.guarded(
        path,
        () -> {
          ParquetFileReader file = ParquetFileReader.open(new ParquetStreams.Input(path), options);
          try {
            return new ParquetSource(path, file, column, shape);
          } catch (UserException e) {
            file.close();
            throw e;
          }
        });
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public boolean next(double[] field) {
    return ShardReader.guarded(
        path + ", row group " + Math.max(1, group) + ", column " + column.getPath()[0],
        () -> read(field));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private boolean read(double[] field) throws IOException {
    while (rowsLeft == 0) {
      PageReadStore pages = file.readNextRowGroup();
      if (pages == null) {
        return false;
      }
      group++;
      rowsLeft = pages.getRowCount();
      MessageType schema = file.getFileMetaData().getSchema();
      values =
          new ColumnReadStoreImpl(
                  pages, new Ignore(), schema, file.getFileMetaData().getCreatedBy())
              .getColumnReader(column);
      left = pages.getPageReader(column).getTotalValueCount();
    }
    boolean single = column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.FLOAT;
    int n = 0;
    do {
      if (values.getCurrentDefinitionLevel() < column.getMaxDefinitionLevel()) {
        throw bad("has a null where a value is needed");
      }
      if (n < field.length) {
        field[n] = single ? values.getFloat() : values.getDouble();
      }
      n++;
      left--;
      values.consume();
    } while (left > 0 && values.getCurrentRepetitionLevel() > 0);
    if (n != field.length) {
      throw bad(
          "has " + n + " values; a lattice " + Arrays.toString(shape) + " has " + field.length);
    }
    rowsLeft--;
    row++;
    return true;
  }

  private UserException bad(String what) {
    return UserException.of("row of a Parquet file is no field: it " + what)
        .where(path + ", row group " + group + ", row " + row + ", column " + column.getPath()[0])
        .allowed("one value per site, none of them null")
        .todo("give the shape of the lattice, or name another column")
        .build();
  }

  private static ColumnDescriptor column(String path, MessageType schema, String name) {
    List<ColumnDescriptor> lists =
        schema.getColumns().stream()
            .filter(c -> c.getMaxRepetitionLevel() == 1)
            .filter(
                c -> {
                  PrimitiveTypeName type = c.getPrimitiveType().getPrimitiveTypeName();
                  return type == PrimitiveTypeName.DOUBLE || type == PrimitiveTypeName.FLOAT;
                })
            .toList();
    List<ColumnDescriptor> chosen =
        lists.stream().filter(c -> name == null || c.getPath()[0].equals(name)).toList();
    if (chosen.size() != 1) {
      throw UserException.of(
              name == null
                  ? "which column of the Parquet file holds the fields?"
                  : "no such column of fields")
          .where(path)
          .given(name == null ? "none" : name)
          .allowed(
              lists.isEmpty()
                  ? "a column of lists of double or float; this file has none"
                  : lists.stream().map(c -> c.getPath()[0]).collect(Collectors.joining(", ")))
          .todo("name the column with --column NAME")
          .build();
    }
    return chosen.get(0);
  }

  /** Column readers ask for converters; values are taken without them. */
  private static final class Ignore extends GroupConverter {
    @Override
    public Converter getConverter(int fieldIndex) {
      return new PrimitiveOrGroup();
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }

  /** Stands for any converter on the way to a leaf. */
  private static final class PrimitiveOrGroup extends PrimitiveConverter {
    @Override
    public GroupConverter asGroupConverter() {
      return new Ignore();
    }
  }
}
