package org.fieldbeam.data.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Storage;

/**
 * Writes rows into a Parquet file: they are collected in primitive arrays, one row group at a time,
 * and encoded page by page straight into the file.
 *
 * <p>The row group bounds the memory: about twice {@link #GROUP_BYTES}. Its size depends on the
 * schema and the shape alone, so equal rows give equal bytes. Not thread safe.
 */
public final class RowGroupWriter implements AutoCloseable {
  /** Raw bytes of a row group. */
  static final int GROUP_BYTES = 8 << 20;

  private static final int MAX_GROUP_ROWS = 1 << 16;

  private final String path;
  private final ParquetStreams.Output output;
  private final ShardSchema schema;
  private final RowGroup group;
  private final PageEncoder encoder;
  private final ParquetFileWriter file;
  private final List<Long> groupRows = new ArrayList<>();
  private boolean open = true;

  /**
   * Starts a file.
   *
   * @param compressed whether pages are compressed by zstd
   * @param path named in errors
   */
  RowGroupWriter(ParquetStreams.Output output, DatasetInfo info, boolean compressed, String path) {
    this.path = path;
    this.output = output;
    this.schema = ShardSchema.of(info);
    this.encoder = new PageEncoder(compressed);
    long groupCapacity = Math.min(MAX_GROUP_ROWS, Math.max(1, GROUP_BYTES / schema.rowBytes()));
    this.group = new RowGroup(schema, (int) groupCapacity);
    try {
      // The limits for statistics and indexes are Parquet's defaults; the last flag is the CRC.
      file =
          new ParquetFileWriter(
              output,
              schema.message(),
              Mode.CREATE,
              Long.MAX_VALUE,
              0,
              64,
              Integer.MAX_VALUE,
              true);
      file.start();
    } catch (IOException e) {
      throw Storage.unwritable(path, e);
    }
  }

  /**
   * Starts a file that is no shard, with the columns of a dataset.
   *
   * @param out receives the file
   * @param compressed whether pages are compressed by zstd
   * @param path named in errors
   */
  public static RowGroupWriter to(
      OutputStream out, DatasetInfo info, boolean compressed, String path) {
    return new RowGroupWriter(
        new ParquetStreams.Output(() -> Channels.newChannel(out)), info, compressed, path);
  }

  /** The buffer that takes the next rows. */
  public RowGroup group() {
    return group;
  }

  public ShardSchema schema() {
    return schema;
  }

  /**
   * How many of {@code wanted} rows may be put into {@link #group()} from its row on: at least 1.
   *
   * @throws UserException if a full row group cannot be written
   */
  public int room(int wanted) {
    if (!open) {
      throw new IllegalStateException(path + " is finished");
    }
    if (group.rows() == group.capacity()) {
      flush();
    }
    return Math.min(wanted, group.grow(wanted) - group.rows());
  }

  /** Adds the rows that were put into {@link #group()}. */
  public void commit(int added) {
    group.add(added);
  }

  /** Rows of the row groups, complete after {@link #flush}. */
  List<Long> groupRows() {
    return groupRows;
  }

  /** Number of rows that were added. */
  long rows() {
    return groupRows.stream().mapToLong(Long::longValue).sum() + group.rows();
  }

  /**
   * Writes the last rows and the footer, and closes the file.
   *
   * @param keys of the footer
   */
  public void end(Map<String, String> keys) throws IOException {
    flush();
    output.startTail();
    file.end(keys);
    file.close();
    close();
  }

  /** Gives back memory; the file is not finished by it. */
  @Override
  public void close() {
    if (open) {
      open = false;
      encoder.close();
    }
  }

  /** Writes the rows that are left. */
  void flush() {
    if (group.rows() == 0) {
      return;
    }
    try {
      file.startBlock(group.rows());
      for (int i = 0; i < schema.columns().size(); i++) {
        ShardSchema.Column column = schema.columns().get(i);
        long values = (long) group.rows() * Math.max(1, column.listLength());
        file.startColumn(column.descriptor(), values, encoder.codec());
        encoder.write(group, i, file);
        file.endColumn();
      }
      file.endBlock();
    } catch (IOException e) {
      throw Storage.unwritable(path, e);
    }
    groupRows.add((long) group.rows());
    group.clear();
  }
}
