package org.fieldbeam.report;

import org.fieldbeam.data.Secrets;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Figures;

/**
 * Writes the report of a run: one self-contained HTML file, from the run's outputs alone.
 *
 * <p>A run without some part, diffusion for example, has a report without its section.
 */
public final class ReportWriter {
  /** Name of the file in the report's folder. */
  public static final String FILE_NAME = "index.html";

  private ReportWriter() {}

  /**
   * Reads the outputs and writes the report.
   *
   * @return the path of the report
   * @throws org.fieldbeam.data.UserException if an output is damaged or the folder is not writable
   */
  public static String write(ReportInput input) {
    String file = Storage.resolve(input.into(), FILE_NAME);
    Storage.writeText(
        file,
        Secrets.mask(
            ReportPage.render(
                RunReader.read(input),
                Figures.render(input.figures(), new FigureData(input.folders())))));
    return file;
  }
}
