package org.fieldbeam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.Plan;
import org.fieldbeam.pipeline.PlannedStage;
import org.fieldbeam.pipeline.StageSpec;
import org.fieldbeam.report.ReportInput;
import org.fieldbeam.report.ReportWriter;

/** Writes the report of a pipeline. */
final class Reports {
  private Reports() {}

  static void write(Plan plan, PlannedStage stage) {
    List<String> folders =
        plan.stages().stream()
            .filter(other -> !(other.spec() instanceof StageSpec.Report))
            .map(PlannedStage::folder)
            .toList();
    String source = plan.pipeline().source();
    ReportWriter.write(
        new ReportInput(
            plan.pipeline().name(),
            plan.pipeline().seed(),
            source,
            text(source),
            folders,
            stage.folder()));
  }

  private static String text(String source) {
    try {
      return Files.readString(Path.of(source));
    } catch (IOException e) {
      throw UserException.of("the pipeline file cannot be read any more")
          .where(source)
          .todo("put it back; finished stages are kept")
          .cause(e)
          .build();
    }
  }
}
