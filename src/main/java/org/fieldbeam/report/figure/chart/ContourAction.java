package org.fieldbeam.report.figure.chart;

import java.util.List;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The action along straight contours through the origin, S(e^(i theta) x) for real x: its real part
 * is the weight that a process along the contour sees, its imaginary part the phase.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty
 * @param action the action
 * @param contours the contours
 * @param x the ends of the x axis
 * @param s the ends of the y axis
 */
public record ContourAction(
    String title,
    String caption,
    ComplexPolynomial action,
    List<Contour> contours,
    double[] x,
    double[] s)
    implements Figure {
  private static final int POINTS = 400;

  /**
   * A contour.
   *
   * @param name entry in the legend
   * @param theta its angle against the real axis
   */
  public record Contour(String name, double theta) {}

  @Override
  public String render(String id, FigureData data) {
    Plot plot = Plot.of(id, title).labels("x", "S(e^{iθ} x)").rangeX(x[0], x[1]).rangeY(s[0], s[1]);
    double[] grid = new double[POINTS + 1];
    double[] none = new double[POINTS + 1];
    for (int i = 0; i <= POINTS; i++) {
      grid[i] = x[0] + (x[1] - x[0]) * i / POINTS;
    }
    for (int i = 0; i < contours.size(); i++) {
      double[] re = new double[grid.length];
      double[] im = new double[grid.length];
      action.rotated(contours.get(i).theta()).evaluate(grid, none, grid.length, re, im);
      String name = contours.get(i).name();
      plot.add(new Mark.Curve(new Mark.Key("Re S, " + name, i), grid, re, false));
      plot.add(new Mark.Curve(new Mark.Key("Im S, " + name, i), grid, im, true));
    }
    return plot.caption(Text.html(caption)).render();
  }
}
