package org.fieldbeam.report.figure.chart;

import java.util.List;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.ModelSource;
import org.fieldbeam.report.figure.value.Points;
import org.fieldbeam.report.figure.value.SiteScore;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The density-weighted rms error of the scores of one-site models against diffusion time, relative
 * to the rms of the exact score, beside a goal.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty
 * @param models the models
 * @param source where they are read
 * @param from the earliest time that the goal is meant for
 * @param goal the relative error that shall not be exceeded there
 */
public record ScoreErrorFigure(
    String title, String caption, List<String> models, ModelSource source, double from, double goal)
    implements Figure {
  private static final double[] TIMES = {
    0.01, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1
  };

  @Override
  public void require(Outlook outlook) {
    for (String name : models) {
      outlook.model(name).ifPresent(known -> SiteScore.require(known, name, TIMES[0]));
    }
  }

  @Override
  public String render(String id, FigureData data) {
    Plot plot = Plot.of(id, title).labels("t", "relative rms error of s_{t} (%)").logarithmicX();
    StringBuilder worst = new StringBuilder();
    for (int m = 0; m < models.size(); m++) {
      SiteScore score = SiteScore.of(source.read(data.model(models.get(m))), models.get(m));
      double[] percent = new double[TIMES.length];
      int largest = -1;
      for (int i = 0; i < TIMES.length; i++) {
        percent[i] = 100 * score.relativeRms(TIMES[i]);
        if (TIMES[i] >= from && (largest < 0 || percent[i] > percent[largest])) {
          largest = i;
        }
      }
      plot.add(
          new Mark.Dots(
              new Mark.Key(models.get(m), m), TIMES, percent, Points.noErrors(TIMES.length), true));
      worst.append(worst.isEmpty() ? "" : "; ").append(Text.escape(models.get(m)));
      worst.append(": ").append(ScoreFigure.percent(percent[largest] / 100)).append(" % at t = ");
      worst
          .append(TIMES[largest])
          .append(percent[largest] <= 100 * goal ? ", reached" : ", missed");
    }
    plot.add(
        new Mark.Rule(
            new Mark.Key("", 9), false, 100 * goal, "goal " + ScoreFigure.percent(goal) + " %"));
    return plot.includeY(0)
        .caption(
            "Weighted with the exact density. Largest at t ≥ "
                + from
                + ", goal "
                + ScoreFigure.percent(goal)
                + " %: "
                + worst
                + "."
                + (caption.isEmpty() ? "" : " " + Text.html(caption)))
        .render();
  }
}
