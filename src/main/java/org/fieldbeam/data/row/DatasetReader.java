package org.fieldbeam.data.row;

import java.util.Set;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.RowGroup;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardReader;

/**
 * Reads one shard of a dataset in batches. All damage that can be seen is a {@link UserException}
 * that names file, row group and column; so is a shard that is not the one that the manifest speaks
 * of. The SHA-256 of a shard that is read whole is held against the manifest before its last rows
 * are delivered. Not thread safe.
 */
public abstract class DatasetReader implements AutoCloseable {
  private final ShardReader shard;
  private final ShardEntry entry;
  private int next;
  private long delivered;
  private boolean ended;
  private boolean toBeHashed;

  /**
   * Opens a shard.
   *
   * @param skipped columns that are not read; then nothing is hashed
   */
  DatasetReader(DatasetKind kind, DatasetFolder dataset, int index, Set<String> skipped) {
    dataset.require(kind);
    String path = dataset.presentShard(index);
    entry = dataset.manifest().shards().get(index);
    toBeHashed = skipped.isEmpty();
    shard = toBeHashed ? ShardReader.hashing(path) : ShardReader.open(path, skipped);
    try {
      dataset.requireOurs(shard, index);
      if (shard.totalRows() == 0) {
        checkHash();
      }
    } catch (UserException e) {
      shard.close();
      throw e;
    }
  }

  private void checkHash() {
    if (!toBeHashed) {
      return;
    }
    toBeHashed = false;
    String found = shard.sha256();
    if (!found.equals(entry.sha256())) {
      throw UserException.of("the shard has another content than its manifest says")
          .where(shard.path())
          .given("sha256 " + found)
          .allowed("sha256 " + entry.sha256())
          .todo(
              "restore the file, or delete it and the manifest and run the stage, or the import,"
                  + " again")
          .build();
    }
  }

  /** What the dataset says of itself. */
  public DatasetInfo info() {
    return shard.footer().info();
  }

  /** Number of rows of the shard. */
  public long rows() {
    return shard.totalRows();
  }

  int column(String name) {
    return shard.schema().index(name);
  }

  /** Number of the column of a scalar; -1 if the dataset has none of this name. */
  int scalar(String name) {
    return info().scalars().contains(name) ? column(name) : -1;
  }

  RowGroup group() {
    return shard.group();
  }

  /**
   * How many rows a batch of this capacity gets now. Batches do not stop at row groups, so that
   * their sizes depend on the number of rows alone.
   */
  int batchSize(int capacity) {
    return (int) Math.min(capacity, remaining());
  }

  /** How many of {@code wanted} rows the current row group still has; reads the next if needed. */
  int available(int wanted) {
    if (!ended && next == shard.group().rows()) {
      next = 0;
      ended = shard.nextGroup() == 0;
      if (shard.atEnd()) {
        checkHash();
      }
    }
    return Math.min(wanted, shard.group().rows() - next);
  }

  /** Row of the current row group that is read next. */
  int row() {
    return next;
  }

  void consume(int rows) {
    next += rows;
    delivered += rows;
  }

  private long remaining() {
    return shard.totalRows() - delivered;
  }

  @Override
  public void close() {
    shard.close();
  }
}
