package org.fieldbeam.data.row;

import java.util.List;
import java.util.Set;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardReader;

/**
 * Reads one shard of a dataset in batches. All damage that can be seen is a {@link UserException}
 * that names file, row group and column; so is a shard that is not the one that the manifest speaks
 * of. The SHA-256 of a shard that is read whole is held against the manifest before its last rows
 * are delivered. Not thread safe.
 *
 * @param <B> the batches
 */
public final class RowReader<B extends Rows> implements AutoCloseable {
  private final ShardReader shard;
  private final List<RowCodec.Mover<B>> columns;
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
  RowReader(RowCodec<B> codec, DatasetFolder dataset, int index, Set<String> skipped) {
    dataset.require(codec.kind());
    String path = dataset.presentShard(index);
    entry = dataset.manifest().shards().get(index);
    toBeHashed = skipped.isEmpty();
    shard = toBeHashed ? ShardReader.hashing(path) : ShardReader.open(path, skipped);
    try {
      dataset.requireOurs(shard, index);
      columns = codec.bind(info(), shard.schema(), skipped);
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

  /**
   * Reads the next rows, as many as the batch can take, and resizes it to them. Batches do not stop
   * at row groups, so that their sizes depend on the number of rows alone.
   *
   * @return how many, 0 at the end of the shard
   * @throws IllegalArgumentException if the batch has other scalars than the dataset
   */
  public int read(B batch) {
    int size = (int) Math.min(batch.capacity(), shard.totalRows() - delivered);
    batch.resize(size);
    for (int to = 0; to < size; ) {
      int n = available(size - to);
      for (RowCodec.Mover<B> column : columns) {
        column.read(shard.group(), next, batch, to, n);
      }
      next += n;
      delivered += n;
      to += n;
    }
    return size;
  }

  /** How many of {@code wanted} rows the current row group still has; reads the next if needed. */
  private int available(int wanted) {
    if (!ended && next == shard.group().rows()) {
      next = 0;
      ended = shard.nextGroup() == 0;
      if (shard.atEnd()) {
        checkHash();
      }
    }
    return Math.min(wanted, shard.group().rows() - next);
  }

  @Override
  public void close() {
    shard.close();
  }
}
