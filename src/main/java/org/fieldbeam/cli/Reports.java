package org.fieldbeam.cli;

import java.util.List;
import java.util.Optional;
import org.fieldbeam.beam.model.SampledFormat;
import org.fieldbeam.beam.model.SampledModel;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.pipeline.kind.UntrainedModelKind;
import org.fieldbeam.pipeline.plan.Plan;
import org.fieldbeam.pipeline.plan.PlannedStage;
import org.fieldbeam.pipeline.stage.FigureSpec;
import org.fieldbeam.report.FilmModels;
import org.fieldbeam.report.ReportInput;
import org.fieldbeam.report.ReportWriter;
import org.fieldbeam.report.figure.Figure;

/** Writes the report of a pipeline. */
final class Reports {
  private Reports() {}

  /**
   * Writes the report on the outputs of a plan.
   *
   * @param stage the report stage, whose figures are drawn; empty where the file has none
   * @return the file
   */
  static String write(Plan plan, Optional<PlannedStage> stage, String folder) {
    List<Figure> figures =
        stage.flatMap(planned -> planned.spec().report()).orElse(List.of()).stream()
            .map(FigureSpec::figure)
            .toList();
    return ReportWriter.write(
        new ReportInput(
            plan.pipeline().name(),
            plan.pipeline().seed(),
            plan.pipeline().source(),
            plan.pipeline().text(),
            plan.stages().stream()
                .filter(planned -> planned.spec().report().isEmpty())
                .map(PlannedStage::folder)
                .toList(),
            figures,
            Reports::way,
            folder));
  }

  private static FilmModels.Answer way(
      DatasetInfo info, String folder, int configurations, int frames) {
    if (folder.equals(FilmModels.NO_FOLDER)) {
      return untrained(info, configurations, frames);
    }
    if (!(ModelFormat.of(folder) instanceof SampledFormat format)) {
      return FilmModels.Answer.none("its model is not one that samples are drawn from");
    }
    return format
        .filmObstacle(folder)
        .map(FilmModels.Answer::none)
        .orElseGet(
            () -> way(format.openForFilm(folder, configurations), info, configurations, frames));
  }

  private static FilmModels.Answer untrained(DatasetInfo info, int configurations, int frames) {
    try {
      return UntrainedModelKind.of(info)
          .map(model -> way(model.open(), info, configurations, frames))
          .orElseGet(() -> FilmModels.Answer.none("its model is not known"));
    } catch (IllegalArgumentException e) {
      return FilmModels.Answer.none("its model cannot be made again: " + e.getMessage());
    }
  }

  private static FilmModels.Answer way(
      SampledModel model, DatasetInfo info, int configurations, int frames) {
    return model
        .way(info, configurations, frames)
        .map(FilmModels.Answer::of)
        .orElseGet(() -> FilmModels.Answer.none("it cannot be computed again in a few seconds"));
  }
}
