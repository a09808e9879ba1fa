package org.fieldbeam.pipeline.stage;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.StageOutput;

/**
 * Where a stage reads and writes when it runs.
 *
 * @param folder where it writes
 * @param inputs folders and files it reads, in the order of {@link StageSpec#inputs()}
 * @param inputHash SHA-256 of all that the output is a function of
 * @param seed seed of the pipeline
 */
public record StageRun(String folder, List<String> inputs, String inputHash, long seed) {
  /** Copies the list. */
  public StageRun {
    inputs = List.copyOf(inputs);
  }

  /** The output. */
  public StageOutput output() {
    return StageOutput.to(folder).withInputHash(inputHash);
  }

  /** The folders that are read, as a collection. */
  public PCollection<String> inputs(Pipeline beam) {
    return beam.apply("Inputs", Create.of(inputs).withCoder(StringUtf8Coder.of()));
  }
}
