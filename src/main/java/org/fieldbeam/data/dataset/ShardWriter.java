package org.fieldbeam.data.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.fieldbeam.data.storage.Storage;

/**
 * Writes one shard: rows are collected in primitive arrays, one row group at a time, and encoded
 * page by page straight into the file.
 *
 * <p>The row group bounds the memory: about twice {@link #GROUP_BYTES} per open writer. Its size
 * depends on the schema and the shape alone, so equal rows give equal bytes. The file appears under
 * its name when {@link #finish} renames it; {@link #close} before that removes it.
 */
public final class ShardWriter implements AutoCloseable {
  /** Raw bytes of a row group. */
  static final int GROUP_BYTES = 8 << 20;

  private static final int MAX_GROUP_ROWS = 1 << 16;

  private final String folder;
  private final DatasetInfo info;
  private final int index;
  private final int count;
  private final ShardSchema schema;
  private final RowGroup group;
  private final PageEncoder encoder;
  private final String temporary;
  private final ParquetStreams.Output output;
  private final ParquetFileWriter file;
  private final List<Long> groupRows = new ArrayList<>();
  private long rows;
  private boolean open = true;

  public ShardWriter(String folder, DatasetInfo info, int index, int count) {
    this.folder = folder;
    this.info = info;
    this.index = index;
    this.count = count;
    this.schema = ShardSchema.of(info);
    this.encoder = new PageEncoder();
    long groupCapacity = Math.min(MAX_GROUP_ROWS, Math.max(1, GROUP_BYTES / schema.rowBytes()));
    this.group = new RowGroup(schema, (int) groupCapacity);
    this.temporary = Storage.temporaryName(Storage.resolve(folder, Shards.name(index, count)));
    this.output = new ParquetStreams.Output(temporary);
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
      throw Storage.unwritable(temporary, e);
    }
  }

  /** The buffer that takes the next rows. */
  public RowGroup group() {
    return group;
  }

  public ShardSchema schema() {
    return schema;
  }

  public DatasetInfo info() {
    return info;
  }

  /**
   * How many of {@code wanted} rows may be put into {@link #group()} from its row on: at least 1.
   */
  public int room(int wanted) {
    if (!open) {
      throw new IllegalStateException("shard " + index + " is finished");
    }
    if (group.rows() == group.capacity()) {
      flush();
    }
    return Math.min(wanted, group.grow(wanted) - group.rows());
  }

  /** Adds the rows that were put into {@link #group()}. */
  public void commit(int added) {
    group.add(added);
    rows += added;
  }

  public ShardEntry finish() {
    flush();
    try {
      output.startTail();
      file.end(Shards.keys(info, index, count, groupRows));
      file.close();
      StageMarker.requireOwner(folder, info.id(), info.inputHash());
      ShardEntry entry = name();
      open = false;
      encoder.close();
      return entry;
    } catch (IOException e) {
      throw Storage.unwritable(Storage.resolve(folder, Shards.name(index, count)), e);
    }
  }

  /** Gives the file its name. */
  private ShardEntry name() throws IOException {
    String name = Shards.name(index, count);
    try {
      Storage.rename(temporary, Storage.resolve(folder, name));
      return new ShardEntry(index, name, rows, output.bytes(), output.sha256());
    } catch (IOException e) {
      // Another run of the same stage that ended first has cleaned up: its shard is as good.
      return Shards.finished(folder, info, index, count).orElseThrow(() -> e);
    }
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    encoder.close();
    try {
      output.abort();
    } catch (IOException e) {
      throw Storage.unwritable(temporary, e);
    } finally {
      Storage.delete(temporary);
    }
  }

  private void flush() {
    if (group.rows() == 0) {
      return;
    }
    try {
      file.startBlock(group.rows());
      for (int i = 0; i < schema.columns().size(); i++) {
        ShardSchema.Column column = schema.columns().get(i);
        long values = (long) group.rows() * Math.max(1, column.listLength());
        file.startColumn(column.descriptor(), values, CompressionCodecName.ZSTD);
        encoder.write(group, i, file);
        file.endColumn();
      }
      file.endBlock();
    } catch (IOException e) {
      throw Storage.unwritable(temporary, e);
    }
    groupRows.add((long) group.rows());
    group.clear();
  }
}
