package org.fieldbeam.cli;

import java.nio.file.Path;
import org.fieldbeam.pipeline.PipelineFile;
import org.fieldbeam.pipeline.PipelineSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The pipeline file and what may be changed of it. */
final class PipelineOptionsMixin {
  @Parameters(paramLabel = "FILE", description = "Pipeline file (YAML).")
  private Path file;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private String output;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Output folder or URI instead of the file's.")
  void setOutput(String folder) {
    if (folder.isBlank()) { // a script's unset variable must not become the root of the disk
      throw new ParameterException(
          spec.commandLine(), "--output is blank; allowed: the path or URI of a folder");
    }
    output = folder;
  }

  PipelineSpec read() {
    return PipelineFile.read(file);
  }

  String output(PipelineSpec pipeline) {
    return output == null ? pipeline.output() : output;
  }
}
