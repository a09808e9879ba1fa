package org.fieldbeam.data.exchange;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.ParquetStreams;
import org.fieldbeam.data.dataset.ShardReader;
import org.fieldbeam.data.storage.Storage;

/** A Parquet file of anyone's, whose columns are read one at a time. */
final class ForeignParquet implements AutoCloseable {
  /** What can be decompressed without libraries that fieldbeam does not have. */
  private static final Set<CompressionCodecName> CODECS =
      EnumSet.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.ZSTD,
          CompressionCodecName.LZ4_RAW);

  private final String path;
  private final ParquetFileReader file;
  private final MessageType schema;

  /** What the schema makes of itself each time it is asked, which takes long for thousands. */
  private final List<ColumnDescriptor> columns;

  private ForeignParquet(String path, ParquetFileReader file) {
    this.path = path;
    this.file = file;
    this.schema = file.getFileMetaData().getSchema();
    this.columns = schema.getColumns();
  }

  /**
   * Opens a file.
   *
   * @throws UserException if it cannot be read as Parquet
   */
  static ForeignParquet open(String path) {
    ParquetReadOptions options =
        ParquetReadOptions.builder()
            .usePageChecksumVerification()
            .withUseHadoopVectoredIo(false)
            .build();
    return guarded(
        path,
        () ->
            new ForeignParquet(
                path, ParquetFileReader.open(new ParquetStreams.Input(path), options)));
  }

  String path() {
    return path;
  }

  /** Number of rows that the footer speaks of. */
  long rows() {
    return file.getRowGroups().stream().mapToLong(BlockMetaData::getRowCount).sum();
  }

  /** Columns that are lists, not lists of lists, of double or float. */
  List<ColumnDescriptor> lists() {
    return columns.stream()
        .filter(column -> column.getMaxRepetitionLevel() == 1 && isReal(column))
        .toList();
  }

  /** Whether there are lists of lists of double or float. */
  boolean hasNestedLists() {
    return columns.stream()
        .anyMatch(column -> column.getMaxRepetitionLevel() > 1 && isReal(column));
  }

  /** The column of this name that has one value in each row, whatever its type. */
  Optional<ColumnDescriptor> scalar(String name) {
    return columns.stream()
        .filter(column -> column.getPath().length == 1 && column.getPath()[0].equals(name))
        .filter(column -> column.getMaxRepetitionLevel() == 0)
        .findFirst();
  }

  private static boolean isReal(ColumnDescriptor column) {
    PrimitiveTypeName type = type(column);
    return type == PrimitiveTypeName.DOUBLE || type == PrimitiveTypeName.FLOAT;
  }

  static PrimitiveTypeName type(ColumnDescriptor column) {
    return column.getPrimitiveType().getPrimitiveTypeName();
  }

  /** Starts to read a column. One can be read at a time. */
  Values values(ColumnDescriptor column) {
    return guarded(
        path,
        () -> {
          requireReadable(column);
          file.setRequestedSchema(List.of(column));
          return new Values(column);
        });
  }

  private void requireReadable(ColumnDescriptor column) {
    for (BlockMetaData block : file.getRowGroups()) {
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        if (!Arrays.equals(chunk.getPath().toArray(), column.getPath())) {
          continue;
        }
        if (!CODECS.contains(chunk.getCodec())) {
          throw UserException.of(
                  "Parquet file is compressed by a codec that fieldbeam does not have")
              .where(path + ", column " + String.join(".", column.getPath()))
              .given(chunk.getCodec())
              .allowed(CODECS.stream().map(Enum::name).collect(Collectors.joining(", ")))
              .todo(
                  "write the file again with one of them; in pandas: to_parquet(compression='zstd')")
              .build();
        }
        long size = Storage.size(path);
        if (chunk.getStartingPos() < 0
            || chunk.getTotalSize() < 0
            || chunk.getTotalSize() > size - chunk.getStartingPos()) {
          throw damaged(path, "a column lies beyond the end of the file", null);
        }
      }
    }
  }

  @Override
  public void close() {
    guarded(
        path,
        () -> {
          file.close();
          return null;
        });
  }

  /** The values of a column, one after the other. */
  final class Values {
    private final ColumnDescriptor column;
    private ColumnReader reader;
    private long left;
    private long rowsLeft;
    private int group;

    private Values(ColumnDescriptor column) {
      this.column = column;
    }

    /** File, row group and column. */
    String where() {
      return path
          + ", row group "
          + Math.max(1, group)
          + ", column "
          + String.join(".", column.getPath());
    }

    /** What reads the next row. */
    @FunctionalInterface
    interface Row {
      void read(Values values) throws IOException;
    }

    /** Reads the next row; false if there is none. */
    boolean next(Row row) {
      return guarded(where(), () -> advance(row));
    }

    private boolean advance(Row row) throws IOException {
      while (rowsLeft == 0) {
        if (left != 0) {
          throw new IOException("more values than rows");
        }
        PageReadStore pages = file.readNextRowGroup();
        if (pages == null) {
          return false;
        }
        group++;
        rowsLeft = pages.getRowCount();
        reader =
            new ColumnReadStoreImpl(
                    pages, new Ignore(), schema, file.getFileMetaData().getCreatedBy())
                .getColumnReader(column);
        left = pages.getPageReader(column).getTotalValueCount();
      }
      if (left == 0) {
        throw new IOException("fewer values than rows");
      }
      row.read(this);
      rowsLeft--;
      return true;
    }

    /** Whether the next value is there, and not null. */
    boolean isThere() {
      return reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
    }

    ColumnReader reader() {
      return reader;
    }

    /** Passes over a value. Returns whether the next one belongs to the same row. */
    boolean consume() {
      left--;
      reader.consume();
      return left > 0 && reader.getCurrentRepetitionLevel() > 0;
    }
  }

  /**
   * Runs a read. Damaged bytes make Parquet and Thrift throw nearly any exception; all of that
   * means that the file is damaged. It is the user's, and maybe the only copy: nothing is to be
   * deleted.
   */
  private static <T> T guarded(String where, ShardReader.Read<T> read) {
    try {
      return read.get();
    } catch (UserException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw UserException.of("out of memory while reading a Parquet file: " + e.getMessage())
          .where(where)
          .given("a Java heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB")
          .todo(
              "give Java more with FIELDBEAM_HEAP (for example FIELDBEAM_HEAP=4g), or write the file"
                  + " with smaller row groups; if it is small, it is damaged")
          .build();
    } catch (IOException | RuntimeException e) {
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t.getClass().getName().startsWith("org.apache.parquet.crypto.")) {
          throw encrypted(where, e);
        }
      }
      throw damaged(where, String.valueOf(e.getMessage()), e);
    }
  }

  static UserException encrypted(String where, Exception cause) {
    return UserException.of("Parquet file is encrypted")
        .where(where)
        .allowed("files that are not encrypted: fieldbeam has no keys")
        .todo("write the file again without encryption, with a program that has its keys")
        .cause(cause)
        .build();
  }

  private static UserException damaged(String where, String what, Exception cause) {
    return UserException.of("Parquet file cannot be read: " + what)
        .where(where)
        .allowed("an intact Parquet file")
        .todo("see whether another program reads it; if not, copy it again from where it came from")
        .cause(cause)
        .build();
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
