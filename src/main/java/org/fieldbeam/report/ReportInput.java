package org.fieldbeam.report;

import java.util.List;
import java.util.Objects;
import org.fieldbeam.report.figure.Figure;

/**
 * What a report is made from.
 *
 * @param name name of the pipeline, the title of the report
 * @param seed seed of the pipeline
 * @param pipelineFile name of the pipeline file; empty if unknown
 * @param pipelineText its text as it was run; empty if unknown
 * @param folders the outputs of all stages, in the order of the stages: paths or URIs that Beam's
 *     FileSystems knows. What each is, its files say; one that does not exist is left out
 * @param figures the figures that the pipeline file asks for, in their order
 * @param filmModels reads networks whose way from noise is drawn
 * @param into the folder that {@code index.html} goes to
 */
public record ReportInput(
    String name,
    long seed,
    String pipelineFile,
    String pipelineText,
    List<String> folders,
    List<Figure> figures,
    FilmModels filmModels,
    String into) {

  /** Copies the list and refuses missing values. */
  public ReportInput {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(pipelineFile, "pipelineFile");
    Objects.requireNonNull(pipelineText, "pipelineText");
    Objects.requireNonNull(filmModels, "filmModels");
    Objects.requireNonNull(into, "into");
    folders = List.copyOf(folders);
    figures = List.copyOf(figures);
  }
}
