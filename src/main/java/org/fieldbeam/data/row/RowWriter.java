package org.fieldbeam.data.row;

import java.util.List;
import java.util.Set;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardWriter;

/**
 * Writes one shard of a dataset. The file appears under its final name, complete, when {@link
 * #finish} returns; {@link #close} without it leaves nothing behind. Equal rows and equal {@link
 * DatasetInfo} give equal bytes. Not thread safe.
 *
 * @param <B> the batches
 */
public final class RowWriter<B extends Rows> implements AutoCloseable {
  private final ShardWriter shard;
  private final List<RowCodec.Mover<B>> columns;

  RowWriter(RowCodec<B> codec, String folder, DatasetInfo info, int index, int count) {
    if (info.kind() != codec.kind()) {
      throw new IllegalArgumentException(info + " written as " + codec.kind().label());
    }
    shard = new ShardWriter(folder, info, index, count);
    columns = codec.bind(info, shard.schema(), Set.of());
  }

  /**
   * Appends the rows of a batch in order.
   *
   * @throws IllegalArgumentException if the batch has other scalars than the dataset
   */
  public void write(B batch) {
    RowCodec.append(batch, columns, shard.rows());
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
