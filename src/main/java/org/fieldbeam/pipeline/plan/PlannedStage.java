package org.fieldbeam.pipeline.plan;

import java.util.List;
import java.util.Optional;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.StageCost;
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.pipeline.stage.StageSpec;

/**
 * A stage against the background of what its folder holds.
 *
 * @param spec the stage
 * @param folder where it writes
 * @param inputs folders it reads, in the order of {@link StageSpec#inputs()}
 * @param inputHash SHA-256 of all that the output is a function of
 * @param state what the folder holds
 * @param cost what the stage will take
 */
public record PlannedStage(
    StageSpec spec,
    String folder,
    List<String> inputs,
    String inputHash,
    State state,
    StageCost cost) {

  public PlannedStage {
    inputs = List.copyOf(inputs);
  }

  /** The size of what it writes. */
  DataSize size() {
    return new DataSize(cost.volume(), cost.rows(), cost.shards());
  }

  /** Where it reads and writes when it runs. */
  public StageRun run(long seed) {
    return new StageRun(
        StageOutput.to(folder).withInputHash(inputHash), inputs, Optional.empty(), seed);
  }

  /** What the folder of a stage holds. */
  public enum State {
    /** Nothing. */
    NEW("to do"),
    /** Finished shards of this very stage, of a run that was stopped. */
    PARTIAL("to resume"),
    /** Output of this pipeline from other inputs; it will be replaced. */
    STALE("to redo"),
    /** A report, which is written on every run. */
    AGAIN("to write anew"),
    /** The finished output; the stage is skipped. */
    DONE("done");

    private final String words;

    State(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
