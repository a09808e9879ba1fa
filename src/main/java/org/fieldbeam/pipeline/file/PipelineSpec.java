package org.fieldbeam.pipeline.file;

import java.util.List;
import org.fieldbeam.pipeline.stage.StageSpec;

/**
 * A pipeline file, checked.
 *
 * @param source name of the file as the user gave it
 * @param text the file's text
 * @param name name of the pipeline
 * @param seed seed of all random numbers
 * @param output folder or URI that all outputs go to
 * @param stages stages in the order in which they run
 */
public record PipelineSpec(
    String source, String text, String name, long seed, String output, List<StageSpec> stages) {
  public PipelineSpec {
    stages = List.copyOf(stages);
  }
}
