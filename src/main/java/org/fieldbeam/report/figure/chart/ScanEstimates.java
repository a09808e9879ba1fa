package org.fieldbeam.report.figure.chart;

import java.util.List;
import java.util.function.BinaryOperator;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.exact.LangevinLimit;
import org.fieldbeam.core.exact.OutOfRangeException;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.ScanRow;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The averages of phi^2 of scans against Im a, with exact curves: quadrature, and what the process
 * converges to. Without a kernel that are the two outer thimbles, (M - M_0)/(Z - Z_0); with the
 * kernel that turns the quadratic term it is the thimble of the origin, M_0/Z_0 = -&lt;phi^2&gt; at
 * -a; Z_0 = -+i Z(-a), M_0 = +-i M(-a) for Im a > 0 and &lt; 0, M = Z &lt;phi^2&gt; (Fukushima and
 * Kamata, section V, with the signs corrected).
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot
 * @param imaginary whether the imaginary part is drawn, not the real one
 * @param series the scans, all with one Re a
 */
public record ScanEstimates(String title, String caption, boolean imaginary, List<Series> series)
    implements Figure {
  private static final int CURVE = 200;

  /** A scan and its entry in the legend. */
  public record Series(String name, String scan) {}

  /** Its exact curves are those of one Re a and one b. */
  @Override
  public void require(Outlook outlook) {
    List<ComplexPolynomial> all =
        series.stream()
            .flatMap(one -> outlook.scan(one.scan()).orElse(List.of()).stream())
            .toList();
    for (ComplexPolynomial action : all) {
      if (!isOnOneCurve(action, all.get(0))) {
        throw new IllegalArgumentException(
            "the scans hold the actions "
                + all.get(0)
                + " and "
                + action
                + "; allowed: one Re a and one b, which the exact curves are of");
      }
    }
  }

  private static boolean isOnOneCurve(ComplexPolynomial action, ComplexPolynomial first) {
    return action.coefficientRe(2) == first.coefficientRe(2)
        && action.coefficientRe(4) == first.coefficientRe(4)
        && action.coefficientIm(4) == first.coefficientIm(4);
  }

  @Override
  public String render(String id, FigureData data) {
    String part = imaginary ? "Im" : "Re";
    Plot plot = Plot.of(id, title).labels("Im a", part + " ⟨φ²⟩");
    List<ScanRow> first = ScanRow.read(data.dataset(series.get(0).scan()));
    curve(plot, "exact", first, 9, false, (a, b) -> ExactMoments.of(a, b).moment(2));
    curve(plot, "origin thimble", first, 4, true, LangevinLimit::origin);
    curve(plot, "outer thimbles", first, 5, true, LangevinLimit::outer);
    for (int i = 0; i < series.size(); i++) {
      List<ScanRow> rows = ScanRow.read(data.dataset(series.get(i).scan()));
      plot.add(
          new Mark.Dots(
              new Mark.Key(series.get(i).name(), i),
              rows.stream().mapToDouble(row -> row.a().im()).toArray(),
              rows.stream().mapToDouble(row -> (imaginary ? row.im() : row.re()).value()).toArray(),
              rows.stream().mapToDouble(row -> (imaginary ? row.im() : row.re()).error()).toArray(),
              false));
    }
    return plot.caption(Text.html(caption)).render();
  }

  private void curve(
      Plot plot,
      String name,
      List<ScanRow> rows,
      int colour,
      boolean dashed,
      BinaryOperator<Complex> value) {
    double low = rows.stream().mapToDouble(row -> row.a().im()).min().orElse(0);
    double high = rows.stream().mapToDouble(row -> row.a().im()).max().orElse(1);
    double[] x = new double[CURVE + 1];
    double[] y = new double[CURVE + 1];
    for (int i = 0; i <= CURVE; i++) {
      x[i] = low + (high - low) * i / CURVE;
      y[i] = value(value, Complex.of(rows.get(0).a().re(), x[i]), rows.get(0).b(), dashed);
    }
    plot.add(new Mark.Curve(new Mark.Key(name, colour), x, y, dashed));
  }

  /** The value to draw; NaN, a gap in the line, where it is not known. */
  private double value(BinaryOperator<Complex> value, Complex a, Complex b, boolean dashed) {
    if (dashed && (a.im() == 0 || b.im() != 0)) {
      return Double.NaN; // there are no such thimbles, or no formula for them
    }
    try {
      Complex found = value.apply(a, b);
      return imaginary ? found.im() : found.re();
    } catch (OutOfRangeException e) {
      return Double.NaN; // too deep, too wide, or the thimbles come too near to each other
    }
  }
}
