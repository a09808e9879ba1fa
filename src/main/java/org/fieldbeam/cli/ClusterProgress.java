package org.fieldbeam.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.fieldbeam.beam.job.FlinkCluster;
import org.fieldbeam.beam.job.FlinkCluster.Job;
import org.fieldbeam.beam.job.FlinkCluster.Overview;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.cli.text.StageProgress;
import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.run.PipelineRun;

/**
 * Follows stages that run on a cluster by asking its JobManager: how far the job is, and what
 * befalls it. Ends the run when the JobManager stays away.
 */
final class ClusterProgress implements PipelineRun.Listener {
  private static final long ASK_PERIOD_NANOS = Duration.ofSeconds(2).toNanos();

  /** A JobManager that is away for less is given the time to come back. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Tasks look every few rows whether to stop. */
  private static final Duration END_PATIENCE = Duration.ofSeconds(60);

  private final StageProgress display;
  private final FlinkCluster cluster;
  private final LongSupplier nanoTime;
  private final Consumer<String> tookOver;

  private long nextAsk;
  private long lastAnswer;
  private boolean silent;
  private Optional<Overview> overview = Optional.empty();
  private Optional<Job> job = Optional.empty();
  private long shards;
  private Progress.Snapshot last;

  /**
   * Fills in what is displayed.
   *
   * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime()}
   * @param tookOver called with the name prefix of the jobs that a killed run has left, when they
   *     are over
   */
  ClusterProgress(
      StageProgress display,
      FlinkCluster cluster,
      LongSupplier nanoTime,
      Consumer<String> tookOver) {
    this.display = display;
    this.cluster = cluster;
    this.nanoTime = nanoTime;
    this.tookOver = tookOver;
  }

  /**
   * Ends the job that a killed client left: it would keep its slots, and compute the same shards.
   */
  @Override
  public void takesOver(String jobs) throws InterruptedException {
    try {
      List<String> ended = cluster.end(jobs, END_PATIENCE);
      if (!ended.isEmpty()) {
        display.note("cancelled what the last run of this output has left: " + ended);
      }
    } catch (IOException e) {
      // They do no harm: whatever writes a shard of this stage writes the same bytes.
    }
    tookOver.accept(jobs);
  }

  @Override
  public void skipped(PlannedStage stage) {
    display.skipped(stage);
  }

  @Override
  public void started(PlannedStage stage) {
    nextAsk = nanoTime.getAsLong();
    lastAnswer = nextAsk;
    job = Optional.empty();
    shards = 0;
    last = null;
    display.started(stage);
  }

  @Override
  public void progress(PlannedStage stage, Progress.Snapshot snapshot) {
    if (nanoTime.getAsLong() >= nextAsk) {
      try {
        askForCluster();
        askForJob(stage);
        lastAnswer = nanoTime.getAsLong();
        if (silent) {
          display.note("the JobManager answers again");
          silent = false;
        }
      } catch (IOException e) {
        unanswered(e);
      }
      nextAsk = nanoTime.getAsLong() + ASK_PERIOD_NANOS;
    }
    last = snapshot;
    display.detail(detail());
    display.progress(stage, estimate(stage, snapshot));
  }

  @Override
  public void finished(PlannedStage stage) {
    display.detail("");
    if (last != null) {
      // the JobManager hears of shards with a delay, and not all that a stage writes is a shard
      shards = stage.cost().shards();
      display.progress(stage, estimate(stage, last));
    }
    display.finished(stage);
  }

  private void askForCluster() throws IOException {
    Overview now = cluster.overview();
    int before = overview.map(Overview::taskManagers).orElse(now.taskManagers());
    if (now.taskManagers() < before) {
      display.note("the cluster has lost " + taskManagers(before - now.taskManagers()) + rest(now));
    } else if (now.taskManagers() > before) {
      display.note("the cluster has got " + taskManagers(now.taskManagers() - before) + rest(now));
    }
    overview = Optional.of(now);
  }

  private static String rest(Overview now) {
    return "; it has " + now.taskManagers() + " now, with " + now.slots() + " slots";
  }

  private static String taskManagers(int number) {
    return number + (number == 1 ? " TaskManager" : " TaskManagers");
  }

  private void askForJob(PlannedStage stage) throws IOException {
    Optional<Job> found = cluster.newestJob(name -> StageJob.isOf(stage.spec().into(), name));
    if (found.isEmpty()) {
      return;
    }
    Job now = found.get();
    if (now.restarts() > job.map(Job::restarts).orElse(0L)) {
      display.note(
          "the job starts again from the finished shards (restart "
              + now.restarts()
              + ") after "
              + cluster.lastFailure(now.id()).orElse("a failure that the cluster does not tell"));
    }
    // after a restart the count begins at zero until the finished shards are found
    shards = Math.max(shards, Math.min(now.shards(), stage.cost().shards()));
    job = found;
  }

  private void unanswered(IOException e) {
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
    if (!silent) {
      silent = true;
      display.note("the JobManager does not answer (" + e + ")");
    }
  }

  private String detail() {
    return job.map(
            now ->
                now.state().toLowerCase(Locale.ROOT)
                    + ", "
                    + now.tasksFinished()
                    + " of "
                    + now.tasks()
                    + " tasks finished")
        .orElse("no job yet");
  }

  /** Rows of the finished shards, which are taken to be of one size. */
  private Progress.Snapshot estimate(PlannedStage stage, Progress.Snapshot snapshot) {
    long total = stage.cost().shards();
    long rows = total == 0 ? 0 : Math.round((double) stage.cost().rows() * shards / total);
    return new Progress.Snapshot(
        snapshot.stage(), shards, 0, total, rows, stage.cost().rows(), 0, snapshot.elapsed());
  }
}
