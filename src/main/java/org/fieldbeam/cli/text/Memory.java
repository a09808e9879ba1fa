package org.fieldbeam.cli.text;

import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.stage.StageCost;

/** What stages need of memory, against what there is. */
public final class Memory {
  private Memory() {}

  /** Bytes of arrays and buffers of a stage on so many worker threads, about. */
  public static long ofWorkers(StageCost cost, int parallelism) {
    return cost.memoryPerWorker() * Math.min(parallelism, Math.max(1, cost.shards()));
  }

  /**
   * Refuses a plan whose arrays cannot fit, before hours are spent on it.
   *
   * @param heap largest Java heap in bytes
   * @throws UserException naming the stage, and what to do
   */
  public static void check(Plan plan, int parallelism, long heap) {
    for (PlannedStage stage : plan.stages()) {
      long needed = ofWorkers(stage.cost(), parallelism);
      if (stage.state() != PlannedStage.State.DONE && needed > heap) {
        throw UserException.of(
                "the " + stage.spec().kind() + " stage needs more memory than there is")
            .where(stage.spec().head().at().toString())
            .given(
                "about "
                    + Quantities.bytes(needed)
                    + " on "
                    + parallelism
                    + (parallelism == 1 ? " worker thread" : " worker threads"))
            .allowed(Quantities.bytes(heap) + ", the Java heap")
            .todo(
                "give Java more with FIELDBEAM_HEAP (for example FIELDBEAM_HEAP="
                    + Math.max(1, (long) Math.ceil(1.3 * needed / (1L << 30)))
                    + "g), lower --parallelism, put less into a shard (chainsPerShard), or take a"
                    + " smaller lattice; 'fieldbeam explain' shows the need of every stage")
            .build();
      }
    }
  }
}
