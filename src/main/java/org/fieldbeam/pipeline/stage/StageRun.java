package org.fieldbeam.pipeline.stage;

import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.StageOutput;

/**
 * Where a stage reads and writes when it runs.
 *
 * @param output where it writes
 * @param inputs folders and files it reads, in the order of {@link StageSpec#inputs()}, as far as
 *     they are known before anything runs
 * @param collected what it reads of other transforms of the same Beam pipeline, in place of {@code
 *     inputs}; empty for the stages of a pipeline file, which run one by one
 * @param seed seed of the pipeline
 */
public record StageRun(
    StageOutput output, List<String> inputs, Optional<PCollection<Folder>> collected, long seed) {
  /** Copies the list. */
  public StageRun {
    inputs = List.copyOf(inputs);
  }

  /** The folders that are read, as a collection. */
  public PCollection<Folder> inputs(Pipeline beam) {
    return collected.orElseGet(
        () -> beam.apply("Inputs", Create.of(inputs.stream().map(Folder::of).toList())));
  }
}
