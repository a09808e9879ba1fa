package org.fieldbeam.data;

import java.util.Set;

/**
 * Reads one shard of a dataset in batches. All damage that can be seen is a {@link UserException}
 * that names file, row group and column. Not thread safe.
 */
public abstract class DatasetReader implements AutoCloseable {
  private final ShardReader shard;
  private int next;
  private long delivered;
  private boolean ended;

  DatasetReader(DatasetKind kind, String path, Set<String> skipped) {
    shard = ShardReader.open(path, skipped);
    if (shard.footer().info().kind() != kind) {
      shard.close();
      throw UserException.of("shard of another kind of dataset")
          .where(path)
          .given(shard.footer().info().kind().label())
          .allowed(kind.label())
          .todo("name a dataset of that kind")
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
