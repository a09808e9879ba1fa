package org.fieldbeam.beam.shard;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a running job has done so far, counted by its workers.
 *
 * <p>Runners report Beam's counters only when a bundle ends, and a shard is a bundle. The embedded
 * runners share this process, so workers also count here, by job name, while a shard is under way.
 * Under a job that this process does not watch (a remote cluster's worker) the counts go to a tally
 * nobody reads.
 */
public final class StageTally {
  private static final ConcurrentMap<String, StageTally> WATCHED = new ConcurrentHashMap<>();

  public final LongAdder shardsTotal = new LongAdder();
  public final LongAdder shardsDone = new LongAdder();
  final LongAdder shardsKept = new LongAdder();
  public final LongAdder rowsTotal = new LongAdder();
  public final LongAdder rows = new LongAdder();
  public final LongAdder bytes = new LongAdder();

  public static StageTally watch(String jobName) {
    StageTally tally = new StageTally();
    WATCHED.put(jobName, tally);
    return tally;
  }

  public static void unwatch(String jobName) {
    WATCHED.remove(jobName);
  }

  /** The tally of the job, or a fresh one that nobody reads. */
  public static StageTally of(String jobName) {
    StageTally tally = WATCHED.get(jobName);
    return tally == null ? new StageTally() : tally;
  }

  /**
   * Counts rows; told after every few rows of a shard, it also is where a worker hears that its job
   * is being cancelled: Flink interrupts, and ends the whole TaskManager if that does not help.
   *
   * @throws CancellationException if the thread is interrupted
   */
  public void addRows(long more) {
    rows.add(more);
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the job was cancelled while a shard was under way");
    }
  }

  public Progress.Snapshot snapshot(String stage, Duration elapsed) {
    return new Progress.Snapshot(
        stage,
        shardsDone.sum(),
        shardsKept.sum(),
        shardsTotal.sum(),
        rows.sum(),
        rowsTotal.sum(),
        bytes.sum(),
        elapsed);
  }
}
