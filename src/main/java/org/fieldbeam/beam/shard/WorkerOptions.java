package org.fieldbeam.beam.shard;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * A hint for transforms of how many workers there are, from the options that they run under,
 * whichever runner is on the class path. It decides how work is dealt out and how many sums travel
 * together, and never what is written: bytes are the same for every answer.
 *
 * <p>Beam keeps options by the names of their properties: this one is Flink's {@code parallelism}
 * where the options are Flink's, with the same default.
 */
public interface WorkerOptions extends PipelineOptions {

  /** Task slots of the job; not positive where the runner decides. */
  @Default.Integer(-1)
  Integer getParallelism();

  /** Sets {@link #getParallelism}. */
  void setParallelism(Integer parallelism);

  /** Whether the pipeline of these options runs on Flink. */
  static boolean onFlink(PipelineOptions options) {
    try {
      // By name: Flink's runner need not be there.
      return options.getRunner().getName().equals("org.apache.beam.runners.flink.FlinkRunner");
    } catch (IllegalArgumentException e) {
      return false; // a worker for pipelines of other languages, which knows of no runner
    }
  }

  /** Workers that a pipeline of these options has on Flink, 1 if they do not say. */
  static int workers(PipelineOptions options) {
    return onFlink(options) ? Math.max(options.as(WorkerOptions.class).getParallelism(), 1) : 1;
  }
}
