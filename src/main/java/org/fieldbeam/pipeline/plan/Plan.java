package org.fieldbeam.pipeline.plan;

import java.util.List;
import org.fieldbeam.pipeline.file.PipelineSpec;

/**
 * What a run of a pipeline will do.
 *
 * @param pipeline the pipeline
 * @param output folder or URI of all outputs
 * @param stages the stages in order
 */
public record Plan(PipelineSpec pipeline, String output, List<PlannedStage> stages) {
  public Plan {
    stages = List.copyOf(stages);
  }
}
