package org.fieldbeam.data.row;

import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardWriter;

/**
 * Writes one shard of a dataset. The file appears under its final name, complete, when {@link
 * #finish} returns; {@link #close} without it leaves nothing behind. Equal rows and equal {@link
 * DatasetInfo} give equal bytes. Not thread safe.
 */
public abstract class DatasetWriter implements AutoCloseable {
  private final ShardWriter shard;

  DatasetWriter(DatasetKind kind, String folder, DatasetInfo info, int index, int count) {
    if (info.kind() != kind) {
      throw new IllegalArgumentException(info + " written as " + kind.label());
    }
    shard = new ShardWriter(folder, info, index, count);
  }

  ShardWriter shard() {
    return shard;
  }

  int column(String name) {
    return shard.schema().index(name);
  }

  /** Number of the column of a scalar; -1 if the dataset has none of this name. */
  int scalar(String name) {
    return shard.info().scalars().contains(name) ? column(name) : -1;
  }

  /**
   * Completes the shard and returns its entry for the manifest.
   *
   * @throws UserException if the storage refuses, or a value is not finite
   */
  public ShardEntry finish() {
    return shard.finish();
  }

  /** Gives up the shard unless it is finished. */
  @Override
  public void close() {
    shard.close();
  }
}
