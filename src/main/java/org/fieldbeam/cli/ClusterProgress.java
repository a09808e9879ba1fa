package org.fieldbeam.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.fieldbeam.beam.FlinkCluster;
import org.fieldbeam.beam.Progress;
import org.fieldbeam.beam.StageJob;
import org.fieldbeam.data.Storage;
import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.PipelineRun;
import org.fieldbeam.pipeline.PlannedStage;

/**
 * Follows stages that run on a cluster, whose workers do not count in this process: the finished
 * shards are counted where they are written. Ends the run when the JobManager stays away.
 */
final class ClusterProgress implements PipelineRun.Listener {
  private static final String SHARDS = "part-*-of-*.parquet";
  private static final long LOOK_PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

  /** Listing a folder of many shards takes at most this part of the time. */
  private static final int LOOK_COST = 20;

  private static final long ASK_PERIOD_NANOS = Duration.ofSeconds(2).toNanos();

  /** A JobManager that is away for less is given the time to come back. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Tasks look every few rows whether to stop. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(60);

  private final PipelineRun.Listener listener;
  private final FlinkCluster cluster;
  private final LongSupplier nanoTime;
  private long nextLook;
  private long nextAsk;
  private long lastAnswer;
  private long shards;
  private Progress.Snapshot last;

  /**
   * Fills in what a listener is told.
   *
   * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime()}
   */
  ClusterProgress(PipelineRun.Listener listener, FlinkCluster cluster, LongSupplier nanoTime) {
    this.listener = listener;
    this.cluster = cluster;
    this.nanoTime = nanoTime;
  }

  /**
   * Ends the job that a killed client left: it would keep its slots, and compute the same shards.
   */
  @Override
  public void takesOver(String jobs) throws InterruptedException {
    try {
      cluster.end(jobs, END_PATIENCE);
    } catch (IOException e) {
      // They do no harm: whatever writes a shard of this stage writes the same bytes.
    }
  }

  @Override
  public void skipped(PlannedStage stage) {
    listener.skipped(stage);
  }

  @Override
  public void started(PlannedStage stage) {
    nextLook = nanoTime.getAsLong();
    nextAsk = nextLook;
    lastAnswer = nextLook;
    shards = 0;
    last = null;
    listener.started(stage);
  }

  @Override
  public void progress(PlannedStage stage, Progress.Snapshot snapshot) {
    long now = nanoTime.getAsLong();
    if (now >= nextAsk) {
      ask();
      nextAsk = nanoTime.getAsLong() + ASK_PERIOD_NANOS;
    }
    if (now >= nextLook) {
      look(stage);
      long cost = nanoTime.getAsLong() - now;
      nextLook = now + Math.max(LOOK_PERIOD_NANOS, LOOK_COST * cost);
    }
    last = snapshot;
    listener.progress(stage, estimate(stage, snapshot));
  }

  @Override
  public void finished(PlannedStage stage) {
    if (last != null) {
      // not all of what a stage writes is a shard, but all of it is there
      shards = stage.cost().shards();
      listener.progress(stage, estimate(stage, last));
    }
    listener.finished(stage);
  }

  private void look(PlannedStage stage) {
    long direct = Storage.list(stage.folder(), SHARDS).size();
    // a stage that writes several datasets has a folder for each
    long nested = Storage.list(stage.folder(), "*/" + SHARDS).size();
    shards = Math.min(direct + nested, stage.cost().shards());
  }

  private void ask() {
    try {
      cluster.runningJobs(StageJob.namePrefix());
      lastAnswer = nanoTime.getAsLong();
    } catch (IOException e) {
      Duration silence = Duration.ofNanos(nanoTime.getAsLong() - lastAnswer);
      if (silence.compareTo(PATIENCE) > 0) {
        throw UserException.of("the JobManager of the Flink cluster is gone")
            .where(cluster.master())
            .given("no answer for " + silence.toSeconds() + " s: " + e)
            .todo(
                "start the cluster again and run the same command: finished shards are kept, and"
                    + " the run goes on from them")
            .cause(e)
            .build();
      }
    }
  }

  /** Rows of the finished shards, which are taken to be of one size. */
  private Progress.Snapshot estimate(PlannedStage stage, Progress.Snapshot snapshot) {
    long total = stage.cost().shards();
    long rows = total == 0 ? 0 : Math.round((double) stage.cost().rows() * shards / total);
    return new Progress.Snapshot(
        snapshot.stage(), shards, 0, total, rows, stage.cost().rows(), 0, snapshot.elapsed());
  }
}
