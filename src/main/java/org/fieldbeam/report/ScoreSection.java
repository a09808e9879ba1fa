package org.fieldbeam.report;

import java.util.Arrays;
import org.fieldbeam.data.model.ModelPortrait;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/** How a score model was made, and how well. */
final class ScoreSection {
  private ScoreSection() {}

  static String render(RunData.Model model) {
    StringBuilder out = new StringBuilder("<p class=\"soft\">");
    out.append(Text.html(model.portrait().what())).append("</p>\n<div class=\"figures\">\n");
    model.portrait().charts().forEach(chart -> out.append(render(chart, model.name())));
    return out.append("</div>\n").toString();
  }

  private static String render(ModelPortrait.Chart chart, String model) {
    Plot plot =
        Plot.of("score-" + chart.name() + "-" + model, chart.title() + ", " + model)
            .labels(chart.x(), chart.y());
    if (chart.logarithmic()) {
      plot.logarithmicX().logarithmicY();
    }
    for (int k = 0; k < chart.series().size(); k++) {
      plot.add(mark(chart.series().get(k), k));
    }
    return plot.caption(chart.caption()).render();
  }

  private static Mark mark(ModelPortrait.Series series, int colour) {
    Mark.Key key = new Mark.Key(series.name(), colour);
    double[] none = new double[series.x().length];
    Arrays.fill(none, Double.NaN);
    return series.dots()
        ? new Mark.Dots(key, series.x(), series.y(), none, true)
        : new Mark.Curve(key, series.x(), series.y(), false);
  }
}
