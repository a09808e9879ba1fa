package org.fieldbeam.report;

import java.util.Arrays;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/** How well the score was fitted at each noise level. */
final class ScoreSection {
  private ScoreSection() {}

  static String render(RunData.Model model) {
    Plot residual =
        Plot.of("score-residual-" + model.name(), "Residual of the fit, " + model.name())
            .labels("noise variance τ", "mean square residual per site")
            .logarithmicX()
            .logarithmicY()
            .add(dots("fitted", 0, model.tau(), model.residual()));
    if (Arrays.stream(model.validation()).anyMatch(Double::isFinite)) {
      residual.add(dots("validation", 1, model.tau(), model.validation()));
    }
    Plot condition =
        Plot.of("score-condition-" + model.name(), "Condition of the normal equations")
            .labels("noise variance τ", "condition number")
            .logarithmicX()
            .logarithmicY()
            .add(dots("", 2, model.tau(), model.condition()));
    return "<p class=\"soft\">"
        + Text.html(model.what())
        + "</p>\n<div class=\"figures\">\n"
        + residual
            .caption(
                "Of the regression of the score at each noise level, on the configurations that were fitted and on"
                    + " chains set apart. The two should agree: a validation residual far above the other says"
                    + " that the fit follows noise.")
            .render()
        + condition
            .caption(
                "Of the Gram matrix of the operators, scaled to unit diagonal, per level. Towards"
                    + " 10<sup>12</sup> operators can no longer be told apart: leave one out.")
            .render()
        + "</div>\n";
  }

  private static Mark dots(String name, int colour, double[] x, double[] y) {
    double[] none = new double[x.length];
    Arrays.fill(none, Double.NaN);
    return new Mark.Dots(new Mark.Key(name, colour), x, y, none, true);
  }
}
