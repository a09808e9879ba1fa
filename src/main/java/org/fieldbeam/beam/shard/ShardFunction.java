package org.fieldbeam.beam.shard;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.ShardEntry;

/**
 * A stage that writes one dataset: a pure function from its input and a shard number to the bytes
 * of a shard. See {@link ShardedDataset}.
 *
 * <p>It is serialised into the job. {@link #open} is called on the workers, at run time, so that
 * the input may be what an earlier transform of the same pipeline writes.
 */
public interface ShardFunction extends Serializable {

  /** Folder of the dataset that the stage writes for an input. */
  String folder(String input);

  /**
   * Opens the input.
   *
   * @param input folder of a dataset, path of a model, or empty for a stage that reads nothing
   * @return what to write; used by one thread
   * @throws org.fieldbeam.data.UserException if the input is not there or does not fit the stage
   * @throws IOException if it cannot be read
   */
  Stage open(String input) throws IOException;

  /**
   * What a user can do where a number that the stage computes is not finite; empty if what it reads
   * is to blame.
   */
  default Optional<String> adviceWhereNotFinite() {
    return Optional.empty();
  }

  /** A stage with its input open. */
  interface Stage {
    /** What the dataset says of itself, the input hash included. */
    DatasetInfo info();

    /** Number of shards, at least 1; a property of the stage, never of the workers. */
    int shards();

    /** Number of rows of the dataset, for progress; 0 if unknown. */
    long rows();

    /**
     * Computes a shard and streams it into its file.
     *
     * <p>The bytes depend on nothing but the stage, its input and the index: no time, no host, no
     * state left by another shard.
     *
     * @param index from 0 to {@link #shards()} - 1
     * @param progress told the rows as they are written
     * @return the entry of the finished file
     * @throws IOException if the file cannot be written
     */
    ShardEntry write(int index, RowCount progress) throws IOException;

    /**
     * What the manifest says beside the shards, computed once all are there; nothing by default.
     *
     * @param written the dataset with all its shards, before it has a manifest
     * @throws IOException if a shard cannot be read
     */
    default Map<String, Object> summary(DatasetFolder written) throws IOException {
      return Map.of();
    }
  }

  /** Hears of rows as they are written. */
  @FunctionalInterface
  interface RowCount {
    /**
     * So many rows more, or none: a stage that computes for long without a row calls now and then,
     * so that it can be stopped.
     *
     * @throws java.util.concurrent.CancellationException if the worker is to stop
     */
    void add(long rows);
  }
}
