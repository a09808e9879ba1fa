package org.fieldbeam.beam.shard;

import java.time.Duration;

/** Listens to a running stage. */
@FunctionalInterface
public interface Progress {
  /** Called a few times a second by the thread that waits for the job, and once at its end. */
  void update(Snapshot snapshot);

  /** A listener that does nothing. */
  static Progress none() {
    return snapshot -> {};
  }

  /**
   * How far a stage has come.
   *
   * @param stage name of the stage
   * @param shardsDone shards finished, those kept from an earlier run included
   * @param shardsKept shards found finished from an earlier run
   * @param shardsTotal shards planned so far; 0 until the job has planned
   * @param rows rows processed by this run so far; grows within a shard
   * @param rowsTotal rows planned so far, 0 if unknown
   * @param bytes bytes in the finished shards
   * @param elapsed since the job was started
   */
  record Snapshot(
      String stage,
      long shardsDone,
      long shardsKept,
      long shardsTotal,
      long rows,
      long rowsTotal,
      long bytes,
      Duration elapsed) {}
}
