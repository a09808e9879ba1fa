package org.fieldbeam.beam.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.fieldbeam.beam.job.Runners;
import org.junit.jupiter.api.Test;

/** Transforms know how many workers Flink has, and that other runners do not say. */
class WorkerOptionsTest {

  @Test
  void flinkSaysHowManyWorkersItHas() {
    assertEquals(3, WorkerOptions.workers(Runners.flink(3)));
    assertEquals(
        5,
        WorkerOptions.workers(
            PipelineOptionsFactory.fromArgs("--runner=FlinkRunner", "--parallelism=5").create()));
    assertEquals(
        1, WorkerOptions.workers(PipelineOptionsFactory.fromArgs("--runner=FlinkRunner").create()));
  }

  @Test
  void theDirectRunnerDoesNot() {
    assertEquals(1, WorkerOptions.workers(Runners.direct(3)));
    assertEquals(1, WorkerOptions.workers(PipelineOptionsFactory.create()));
  }
}
