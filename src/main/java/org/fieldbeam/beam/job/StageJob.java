package org.fieldbeam.beam.job;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.flink.util.SerializedThrowable;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageTally;
import org.fieldbeam.data.UserException;
import org.fieldbeam.grammar.PluginLoader;

/**
 * Runs the Beam job of a stage and waits for it.
 *
 * <p>Nothing needs to be undone when the process is stopped or killed while a job runs: finished
 * shards stay, no manifest is there, and the same job goes on from them.
 *
 * <pre>{@code
 * StageJob.run("hmc", Runners.direct(2), pipeline -> pipeline.apply(generate), Progress.none());
 * }</pre>
 */
public final class StageJob {
  private static final Duration PROGRESS_PERIOD = Duration.ofMillis(200);
  private static final AtomicLong JOB_NUMBER = new AtomicLong();

  /** Tells the jobs of this process from those of others on a cluster. */
  private static final String NAME_PREFIX = "fieldbeam-" + UUID.randomUUID() + "-";

  private StageJob() {}

  /** How the names of all jobs of this process begin. */
  public static String namePrefix() {
    return NAME_PREFIX;
  }

  /** Whether a job of that name is one of a stage that this process runs. */
  public static boolean isOf(String stage, String jobName) {
    return jobName.startsWith(NAME_PREFIX)
        && jobName.substring(NAME_PREFIX.length()).replaceFirst("[0-9]+-", "").equals(stage);
  }

  /**
   * Builds and runs a pipeline.
   *
   * @param stage name of the stage, for messages and progress
   * @param options the runner's options, as {@link Runners} makes them; their job name is set
   * @param steps applies the transforms
   * @param progress called by this thread while the job runs, and once when it has ended well
   * @return the counts at the end
   * @throws UserException if that is what ended the job
   * @throws StageFailedException if the job failed for another reason
   * @throws InterruptedException if this thread was interrupted; finished shards stay
   */
  public static Progress.Snapshot run(
      String stage, PipelineOptions options, Consumer<Pipeline> steps, Progress progress)
      throws InterruptedException {
    String jobName = NAME_PREFIX + JOB_NUMBER.incrementAndGet() + "-" + stage;
    options.setJobName(jobName);
    Pipeline pipeline = Pipeline.create(options);
    steps.accept(pipeline);

    StageTally tally = StageTally.watch(jobName);
    long start = System.nanoTime();
    FutureTask<Void> job = new FutureTask<>(() -> pipeline.run().waitUntilFinish(), null);
    Thread thread = new Thread(job, jobName);
    thread.setDaemon(true);
    thread.start();
    try {
      while (!finished(job)) {
        progress.update(tally.snapshot(stage, since(start)));
      }
      Progress.Snapshot last = tally.snapshot(stage, since(start));
      progress.update(last);
      return last;
    } catch (ExecutionException e) {
      throw failure(stage, e.getCause());
    } finally {
      job.cancel(true);
      StageTally.unwatch(jobName);
    }
  }

  private static boolean finished(FutureTask<Void> job)
      throws ExecutionException, InterruptedException {
    try {
      job.get(PROGRESS_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** The failure behind the wrapping of threads and runners: a user's error if there is one. */
  private static RuntimeException failure(String stage, Throwable thrown) {
    Throwable cause = thrown;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (isOfEngine(t, "flink")) {
        t = Flink.unpacked(t);
      }
      if (t instanceof UserException user) {
        return user;
      }
      if (isWrapping(cause)) {
        cause = t;
      }
    }
    return new StageFailedException(stage, cause);
  }

  private static boolean isWrapping(Throwable t) {
    String name = t.getClass().getName();
    return t.getCause() != null
        && (t instanceof PermanentFailure
            || isOfEngine(t, "beam")
            || isOfEngine(t, "flink")
            || name.startsWith("java.util.concurrent.")
            || t.getClass() == RuntimeException.class);
  }

  private static boolean isOfEngine(Throwable t, String engine) {
    return t.getClass().getName().startsWith("org.apache." + engine + ".");
  }

  /** Loaded only where Flink is. */
  private static final class Flink {
    /** What a cluster's worker threw, as it was before it travelled. */
    static Throwable unpacked(Throwable t) {
      return t instanceof SerializedThrowable packed
          ? packed.deserializeError(
              PluginLoader.ofThread()
                  .map(ClassLoader.class::cast)
                  .orElseGet(StageJob.class::getClassLoader))
          : t;
    }
  }
}
