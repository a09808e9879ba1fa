package org.fieldbeam.report.figure.chart;

import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.statistics.KolmogorovSmirnov;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.SiteSample;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/**
 * Kolmogorov-Smirnov tests of ensembles of independent configurations against the exact law of a
 * site; see {@link SiteSample}. An ensemble that fails is said to by how much.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the table, with the markup of {@link Text}; may be empty
 * @param datasets the ensembles
 * @param level probability of a false alarm
 */
public record KolmogorovTable(String title, String caption, List<String> datasets, double level)
    implements Figure {
  /** Cells of the table that distribution functions are interpolated in. */
  private static final int CELLS = 4096;

  @Override
  public boolean isWide() {
    return true;
  }

  @Override
  public void require(Outlook outlook) {
    datasets.forEach(name -> outlook.dataset(name).ifPresent(SiteSample::require));
  }

  @Override
  public String render(String id, FigureData data) {
    Table table =
        new Table(
            List.of("ensemble", "values", "law", "D", "at φ", "D allowed", "probability", "result"),
            "result");
    for (String dataset : datasets) {
      EnsembleWeights.requireNone(data.dataset(dataset), "a Kolmogorov-Smirnov test");
      table.row(row(dataset, SiteSample.of(data.dataset(dataset))));
    }
    return "<section class=\"compare\" id=\""
        + id
        + "\">\n<h3>"
        + Text.html(title)
        + "</h3>\n"
        + table.render()
        + "<p class=\"caption\">D: largest distance of the empirical distribution function from the"
        + " exact one; allowed: what correct samples exceed with probability "
        + Numbers.significant(level, 3)
        + "."
        + (caption.isEmpty() ? "" : " " + Text.html(caption))
        + "</p>\n</section>\n";
  }

  private List<String> row(String name, SiteSample sample) {
    KolmogorovSmirnov test = KolmogorovSmirnov.of(sample.values(), interpolated(sample));
    double critical = KolmogorovSmirnov.critical(level, test.samples());
    String result =
        test.distance() <= critical
            ? "passed"
            : String.format(
                Locale.ROOT, "failed: D is %.2f times what is allowed", test.distance() / critical);
    return List.of(
        Text.escape(name),
        Integer.toString(test.samples()),
        sample.lastTime() == 0 ? "p₀" : "p at t = " + sample.lastTime(),
        Numbers.significant(test.distance(), 3),
        Numbers.fixed(test.at(), 2).replace('-', '−'),
        Numbers.significant(critical, 3),
        Numbers.significant(test.probability(), 2),
        result);
  }

  /**
   * The distribution function, by cubic Hermite interpolation: a sample has more values than the
   * function is cheap for.
   */
  private static java.util.function.DoubleUnaryOperator interpolated(SiteSample sample) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : sample.values()) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    double start = low;
    double width = high > low ? (high - low) / CELLS : 1;
    double[] f = new double[CELLS + 1];
    double[] p = new double[CELLS + 1];
    for (int i = 0; i <= CELLS; i++) {
      f[i] = sample.law().cumulative(start + i * width);
      p[i] = sample.law().density(start + i * width) * width;
    }
    return x -> {
      double place = (x - start) / width;
      int cell = Math.max(0, Math.min(CELLS - 1, (int) place));
      double u = place - cell;
      double rise = f[cell + 1] - f[cell];
      double bend = p[cell] + p[cell + 1] - 2 * rise;
      return f[cell] + u * (p[cell] + u * (3 * rise - 2 * p[cell] - p[cell + 1] + u * bend));
    };
  }
}
