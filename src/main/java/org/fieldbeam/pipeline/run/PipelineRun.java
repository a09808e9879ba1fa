package org.fieldbeam.pipeline.run;

import java.util.function.Supplier;
import org.apache.beam.sdk.options.PipelineOptions;
import org.fieldbeam.beam.job.StageFailedException;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.storage.Temporaries;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.plan.PlannedStage.State;
import org.fieldbeam.pipeline.plan.Planner;
import org.fieldbeam.pipeline.stage.StageFiles;

/**
 * Runs a plan: one Beam job per stage, in order. Stages that are done are skipped, stopped ones go
 * on from their finished shards, stale outputs of this pipeline are replaced; files that fieldbeam
 * did not write are never deleted.
 */
public final class PipelineRun {
  private final Supplier<PipelineOptions> options;
  private final Listener listener;
  private final ReportStep report;

  /**
   * A way to run plans.
   *
   * @param options fresh options of the runner, for each stage's job
   * @param listener hears of the stages
   * @param report writes the report; it stands above this package
   */
  public PipelineRun(Supplier<PipelineOptions> options, Listener listener, ReportStep report) {
    this.options = options;
    this.listener = listener;
    this.report = report;
  }

  /** Hears of the stages of a run. */
  public interface Listener {
    /**
     * The last run of this output was killed; jobs of its may still be at work on a cluster.
     *
     * @param jobs how their names begin
     * @throws InterruptedException if interrupted while it waits for their end
     */
    default void takesOver(String jobs) throws InterruptedException {}

    /** A stage is skipped because its output is finished. */
    void skipped(PlannedStage stage);

    /** A stage begins. */
    void started(PlannedStage stage);

    /** A stage has come so far. */
    void progress(PlannedStage stage, Progress.Snapshot snapshot);

    /** A stage has ended well. */
    void finished(PlannedStage stage);
  }

  /** Writes the report of a pipeline. */
  @FunctionalInterface
  public interface ReportStep {
    /**
     * Writes the report.
     *
     * @param plan the plan, all whose other stages are done
     * @param stage the report stage
     */
    void write(Plan plan, PlannedStage stage);
  }

  /**
   * Plans and runs a pipeline under the lock of its output folder.
   *
   * @return the plan that was run
   * @throws org.fieldbeam.data.UserException if the plan is impossible, or a stage fails for a
   *     reason that the user can mend
   * @throws InterruptedException if the thread is interrupted; finished shards stay
   */
  public Plan run(PipelineSpec pipeline, String output) throws InterruptedException {
    Planner.plan(pipeline, output);
    OutputLock lock = OutputLock.acquire(output);
    try {
      if (lock.jobsLeft().isPresent()) {
        listener.takesOver(lock.jobsLeft().get());
      }
      // under the lock, because another run may have ended since
      Plan plan = Planner.plan(pipeline, output);
      for (PlannedStage stage : plan.stages()) {
        if (stage.state() != State.DONE) {
          run(plan, stage, stage.state() == State.STALE);
        } else if (Planner.hasReadTheSame(stage, output)) {
          listener.skipped(stage);
        } else {
          run(plan, stage, true); // what it has read has come out differently
        }
      }
      return plan;
    } finally {
      lock.close();
    }
  }

  private void run(Plan plan, PlannedStage stage, boolean stale) throws InterruptedException {
    listener.started(stage);
    StageMarker marker =
        new StageMarker(plan.pipeline().name(), stage.spec().kind(), stage.inputHash(), false);
    if (stale) {
      StageFiles.clear(stage.folder(), marker);
    }
    marker.write(stage.folder());
    if (stage.spec().report().isPresent()) {
      report.write(plan, stage);
    } else {
      job(plan, stage);
    }
    marker
        .completed(
            stage.folder(), StageFiles.sources(stage.spec(), plan.output()), stage.spec().results())
        .write(stage.folder());
    Temporaries.deleteIn(stage.folder());
    listener.finished(stage);
  }

  private void job(Plan plan, PlannedStage stage) throws InterruptedException {
    try {
      StageJob.run(
          stage.spec().into(),
          options.get(),
          beam -> stage.spec().apply(stage.run(plan.pipeline().seed()), beam),
          snapshot -> listener.progress(stage, snapshot));
    } catch (IllegalArgumentException e) {
      throw isOurs(e) ? refused(stage, e) : e;
    } catch (StageFailedException e) {
      throw e.getCause() instanceof IllegalArgumentException cause && isOurs(cause)
          ? refused(stage, cause)
          : e;
    }
  }

  /** Whether our own code has refused something, and not a library something of ours. */
  private static boolean isOurs(IllegalArgumentException e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("org.fieldbeam.");
  }

  /** What core refuses, it refuses with words about settings or data; here is the place to them. */
  private static UserException refused(PlannedStage stage, IllegalArgumentException e) {
    return UserException.of("the stage " + stage.spec().into() + " cannot be run")
        .where(stage.spec().head().at() + ": " + stage.spec().kind())
        .given(e.getMessage())
        .todo("change the settings of the stage, or what it reads; finished shards are kept")
        .cause(e)
        .build();
  }
}
