package org.fieldbeam.pipeline.stage;

import java.util.List;
import org.fieldbeam.report.figure.Figure;

/**
 * A figure of a report, checked.
 *
 * @param figure the figure
 * @param inputs what it reads
 */
public record FigureSpec(Figure figure, List<FigureInput> inputs) {
  /** Copies the list. */
  public FigureSpec {
    inputs = List.copyOf(inputs);
  }
}
