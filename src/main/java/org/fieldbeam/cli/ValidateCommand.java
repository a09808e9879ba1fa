package org.fieldbeam.cli;

import java.util.concurrent.Callable;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.plan.Planner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Checks a pipeline file. */
@Command(
    name = "validate",
    description = {
      "Checks a pipeline file, the datasets it reads and the folders it will write; runs nothing."
    },
    footer = {"", "Example:", "  fieldbeam validate pipelines/phi4-quickstart.yaml"})
final class ValidateCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private PipelineOptionsMixin pipeline;

  @Override
  public Integer call() {
    PipelineSpec spec = pipeline.read();
    Planner.plan(spec, pipeline.output(spec));
    int stages = spec.stages().size();
    String count = stages == 1 ? "1 stage" : stages + " stages";
    main.terminal().out().println(spec.source() + ": good, " + count);
    return ExitCode.DONE;
  }
}
