package org.fieldbeam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.Plan;
import org.fieldbeam.pipeline.PlannedStage;
import org.fieldbeam.pipeline.StageSpec;
import org.fieldbeam.report.ReportInput;
import org.fieldbeam.report.ReportWriter;

/** Writes the report of a pipeline. */
final class Reports {
  private Reports() {}

  /**
   * Writes the report on the outputs of a plan.
   *
   * @return the file
   */
  static String write(Plan plan, String folder) {
    String source = plan.pipeline().source();
    String text;
    try {
      text = Files.readString(Path.of(source));
    } catch (IOException e) {
      throw new UserException("cannot read the pipeline file " + source + ": " + e, e);
    }
    return ReportWriter.write(
        new ReportInput(
            plan.pipeline().name(),
            plan.pipeline().seed(),
            source,
            text,
            plan.stages().stream()
                .filter(stage -> !(stage.spec() instanceof StageSpec.Report))
                .map(PlannedStage::folder)
                .toList(),
            folder));
  }
}
