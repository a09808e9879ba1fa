package org.fieldbeam.cli;

import java.nio.file.Path;
import org.fieldbeam.pipeline.PipelineFile;
import org.fieldbeam.pipeline.PipelineSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The pipeline file and what may be changed of it. */
final class PipelineOptionsMixin {
  @Parameters(paramLabel = "FILE", description = "Pipeline file (YAML).")
  private Path file;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Output folder or URI instead of the file's.")
  private String output;

  PipelineSpec read() {
    return PipelineFile.read(file);
  }

  String output(PipelineSpec pipeline) {
    return output == null ? pipeline.output() : output;
  }
}
