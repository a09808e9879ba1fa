package org.fieldbeam.data.dataset;

import java.io.IOException;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.data.storage.Temporaries;

/**
 * Writes one shard. The file appears under its name when {@link #finish} renames it; {@link #close}
 * before that removes it.
 */
public final class ShardWriter implements AutoCloseable {
  /** Property of a dataset: {@value #NONE} where pages are not compressed; zstd if left out. */
  public static final String COMPRESSION = "compression";

  /** Value of {@link #COMPRESSION}. */
  public static final String NONE = "none";

  private final String folder;
  private final DatasetInfo info;
  private final int index;
  private final int count;
  private final String temporary;
  private final ParquetStreams.Output output;
  private final RowGroupWriter rows;
  private boolean open = true;

  public ShardWriter(String folder, DatasetInfo info, int index, int count) {
    this.folder = folder;
    this.info = info;
    this.index = index;
    this.count = count;
    this.temporary = Temporaries.name(Storage.resolve(folder, Shards.name(index, count)));
    this.output = ParquetStreams.Output.of(temporary);
    boolean compressed = !NONE.equals(info.property(COMPRESSION));
    this.rows = new RowGroupWriter(output, info, compressed, temporary);
  }

  /** What takes the rows. */
  public RowGroupWriter rows() {
    return rows;
  }

  public ShardSchema schema() {
    return rows.schema();
  }

  public DatasetInfo info() {
    return info;
  }

  public ShardEntry finish() {
    rows.flush();
    try {
      rows.end(Shards.keys(info, index, count, rows.groupRows()));
      StageMarker.requireOwner(folder, info.id(), info.inputHash());
      ShardEntry entry = name();
      open = false;
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
      return new ShardEntry(index, name, rows.rows(), output.bytes(), output.sha256());
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
    rows.close();
    try {
      output.abort();
    } catch (IOException e) {
      throw Storage.unwritable(temporary, e);
    } finally {
      Storage.delete(temporary);
    }
  }
}
