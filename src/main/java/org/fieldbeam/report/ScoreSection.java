package org.fieldbeam.report;

import java.util.Arrays;
import java.util.Locale;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/** How well the score was fitted at each noise level, or how the training of a net went. */
final class ScoreSection {
  private ScoreSection() {}

  static String render(RunData.Model model) {
    String figures =
        model instanceof RunData.LevelModel levels
            ? levels(levels)
            : model instanceof RunData.LangevinModel langevin
                ? langevin(langevin)
                : network((RunData.NetworkModel) model);
    return "<p class=\"soft\">"
        + Text.html(model.what())
        + "</p>\n<div class=\"figures\">\n"
        + figures
        + "</div>\n";
  }

  private static String network(RunData.NetworkModel model) {
    if (model.training().length == 0) {
      return "";
    }
    Plot losses =
        Plot.of("score-losses-" + model.name(), "Loss of the training, " + model.name())
            .labels("epoch", "loss per site")
            .add(losses("training", 0, model.training()));
    if (model.validation().length > 0) {
      losses.add(losses("validation", 1, model.validation()));
    }
    return losses
        .caption(
            "Mean over the steps of each epoch, and of the averaged parameters on chains set apart, with the same noise"
                + " after every epoch. Score matching has a loss above zero for the exact score too. A"
                + " validation loss that rises while the other falls says that the net learns single configurations.")
        .render();
  }

  private static Mark losses(String name, int colour, double[] values) {
    double[] epochs = new double[values.length];
    Arrays.setAll(epochs, i -> i + 1);
    return new Mark.Curve(new Mark.Key(name, colour), epochs, values, false);
  }

  private static String langevin(RunData.LangevinModel model) {
    Plot scores =
        Plot.of("score-langevin-" + model.name(), "Learned score, " + model.name())
            .labels("x", "∂ log p_{τ} / ∂x");
    for (int k = 0; k < model.times().length; k++) {
      String name = String.format(Locale.ROOT, "τ = %.3g", model.times()[k]);
      scores.add(new Mark.Curve(new Mark.Key(name, k), model.x(), model.score()[k], false));
    }
    return scores
        .caption(
            "Of the law of the Langevin trajectories at some of the times of the fit: a straight line −x at the"
                + " start, −S′ once the law is stationary.")
        .render();
  }

  private static String levels(RunData.LevelModel model) {
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
    return residual
            .caption(
                "Of the regression of the score at each noise level, on the configurations that were fitted and on"
                    + " chains set apart. The two should agree: a validation residual far above the other says"
                    + " that the fit follows noise.")
            .render()
        + condition
            .caption(
                "Of the Gram matrix of the operators, scaled to unit diagonal, per level. Towards"
                    + " 10<sup>12</sup> operators can no longer be told apart: leave one out.")
            .render();
  }

  private static Mark dots(String name, int colour, double[] x, double[] y) {
    double[] none = new double[x.length];
    Arrays.fill(none, Double.NaN);
    return new Mark.Dots(new Mark.Key(name, colour), x, y, none, true);
  }
}
