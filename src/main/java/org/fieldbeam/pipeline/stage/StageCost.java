package org.fieldbeam.pipeline.stage;

/**
 * What a stage takes, estimated from the pipeline file alone.
 *
 * @param volume numbers of a configuration
 * @param shards files it writes
 * @param rows rows it writes
 * @param bytes bytes it writes, about: doubles of fields hardly compress
 * @param memoryPerWorker bytes of arrays and buffers that one worker thread holds, about
 * @param shuffledBytes bytes that travel between workers, about
 * @param lastTaskBytes bytes that the one task holds which ends the stage: it joins the sums of all
 *     workers, or gathers the entries of all shards and writes the manifest
 */
public record StageCost(
    long volume,
    long shards,
    long rows,
    long bytes,
    long memoryPerWorker,
    long shuffledBytes,
    long lastTaskBytes) {

  /** A cost whose last task only gathers the entries of the shards. */
  public StageCost(
      long volume, long shards, long rows, long bytes, long memoryPerWorker, long shuffledBytes) {
    this(
        volume,
        shards,
        rows,
        bytes,
        memoryPerWorker,
        shuffledBytes + shards * CostModel.ENTRY_BYTES,
        2 * shards * CostModel.ENTRY_BYTES);
  }

  /** The same with so much more in the last task. */
  public StageCost withLastTask(long more) {
    return new StageCost(
        volume, shards, rows, bytes, memoryPerWorker, shuffledBytes, lastTaskBytes + more);
  }
}
