package org.fieldbeam.report.figure.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.Points;
import org.fieldbeam.report.figure.value.ScanRow;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The map of where complex Langevin fails, in the plane of alpha / sqrt(beta) with S = alpha z^2/2
 * + beta z^4/4 (Y. Abe and K. Fukushima, Phys. Rev. D 94 (2016) 094506): alpha = 2 a, beta = 4 b,
 * so that alpha / sqrt(beta) = a / sqrt(b), b real.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot
 * @param scan the output of a scan stage
 */
public record FailureMap(String title, String caption, String scan) implements Figure {
  /** Standard errors beyond which an average is wrong: of a right one once in 8,000. */
  private static final double WRONG = 4;

  /** Its plane is that of a / sqrt(b), b real. */
  @Override
  public void require(Outlook outlook) {
    for (ComplexPolynomial action : outlook.scan(scan).orElse(List.of())) {
      if (action.coefficientIm(4) != 0) {
        throw new IllegalArgumentException(
            "the scan '"
                + scan
                + "' has the action "
                + action
                + "; allowed: real b, of which the map is drawn");
      }
    }
  }

  @Override
  public String render(String id, FigureData data) {
    List<ScanRow> rows = ScanRow.read(data.dataset(scan));
    Plot plot = Plot.of(id, title).labels("Re α/√β", "Im α/√β");
    add(plot, "right, not flagged", 2, rows, row -> right(row) && !row.flagged());
    add(plot, "right, but flagged", 0, rows, row -> right(row) && row.flagged());
    add(plot, "wrong, and flagged", 1, rows, row -> !right(row) && row.flagged());
    add(plot, "wrong, not flagged", 3, rows, row -> !right(row) && !row.flagged());
    long wrong = rows.stream().filter(row -> !right(row)).count();
    long missed = rows.stream().filter(row -> !right(row) && !row.flagged()).count();
    long silent = rows.stream().filter(row -> !row.silent().isEmpty()).count();
    long runaways = rows.stream().mapToLong(ScanRow::runaways).sum();
    return plot.caption(
            "Where the average of φ² agrees with quadrature within 4 standard errors (right) and"
                + " where it does not, and whether the checks, which know nothing of quadrature,"
                + " flag it. Of "
                + rows.size()
                + " points "
                + wrong
                + " are wrong, "
                + missed
                + " of these not flagged; runaways: "
                + runaways
                + ". "
                + (silent == 0 ? "" : "At " + silent + " points a check could not judge. ")
                + Text.html(caption))
        .render();
  }

  private static boolean right(ScanRow row) {
    return row.pull() <= WRONG;
  }

  private static void add(
      Plot plot, String name, int colour, List<ScanRow> rows, Predicate<ScanRow> which) {
    List<ScanRow> chosen = new ArrayList<>(rows);
    chosen.removeIf(which.negate());
    if (chosen.isEmpty()) {
      return;
    }
    double[] x = chosen.stream().mapToDouble(row -> row.a().re() / root(row)).toArray();
    double[] y = chosen.stream().mapToDouble(row -> row.a().im() / root(row)).toArray();
    plot.add(new Mark.Dots(new Mark.Key(name, colour), x, y, Points.noErrors(x.length), false));
  }

  private static double root(ScanRow row) {
    return Math.sqrt(row.b().re());
  }
}
