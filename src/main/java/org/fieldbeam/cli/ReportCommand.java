package org.fieldbeam.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.PathConverter;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.plan.Planner;
import org.fieldbeam.pipeline.stage.StageKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Writes the report again. */
@Command(
    name = "report",
    description = {
      "Writes the report of a pipeline from the outputs that are there; runs no other stage."
    },
    footer = {"", "Example:", "  fieldbeam report pipelines/phi4-quickstart.yaml"})
final class ReportCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private PipelineOptionsMixin pipeline;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      converter = PathConverter.class,
      description = "Folder of the report instead of that of the report stage.")
  private String into;

  @Override
  public Integer call() {
    PipelineSpec spec = pipeline.read();
    Plan plan = Planner.plan(spec, pipeline.output(spec));
    requireOutputs(plan);
    Optional<PlannedStage> stage =
        plan.stages().stream().filter(planned -> planned.spec().report().isPresent()).findFirst();
    String folder =
        into != null
            ? into
            : stage.map(PlannedStage::folder).orElse(Storage.resolve(plan.output(), "report"));
    requireNoOutput(folder);
    main.terminal().out().println(Reports.write(plan, stage, folder));
    return ExitCode.DONE;
  }

  /** A report of nothing would look like one of a run without results. */
  private static void requireOutputs(Plan plan) {
    if (plan.stages().stream().noneMatch(stage -> StageMarker.read(stage.folder()).isPresent())) {
      throw UserException.of("there are no outputs of this pipeline to report on")
          .where(plan.output())
          .allowed("a folder in which some of its stages have been run")
          .todo("run the pipeline first, or name its output folder with --output")
          .build();
    }
  }

  /** A report does not go where the output of another stage is, or will be. */
  private static void requireNoOutput(String folder) {
    Optional<StageMarker> marker = StageMarker.read(folder);
    boolean other =
        marker
            .filter(
                found -> StageKind.all().find(found.stage()).filter(StageKind::isReport).isEmpty())
            .isPresent();
    if (other || DatasetFolder.peek(folder).isPresent()) {
      throw UserException.of("there is an output of another kind in this folder")
          .where(folder)
          .given(marker.map(found -> "the " + found.stage() + " stage").orElse("a dataset"))
          .allowed("a folder of its own for the report")
          .todo("name one with --into")
          .build();
    }
  }
}
