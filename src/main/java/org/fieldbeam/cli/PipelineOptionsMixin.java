package org.fieldbeam.cli;

import org.fieldbeam.cli.text.PathConverter;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The pipeline file and what may be changed of it. */
final class PipelineOptionsMixin {
  @Parameters(
      paramLabel = "FILE",
      converter = PathConverter.class,
      description = "Pipeline file (YAML).")
  private String file;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      converter = PathConverter.class,
      description = "Output folder or URI instead of the file's.")
  private String output;

  PipelineSpec read() {
    return PipelineFile.read(
        LocalPaths.of(file)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        file + " is no file of this machine, as a pipeline file has to be.")));
  }

  String output(PipelineSpec pipeline) {
    return output == null ? pipeline.output() : output;
  }
}
