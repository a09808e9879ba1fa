package org.fieldbeam.report.figure.chart;

import java.util.Arrays;
import java.util.Locale;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.ModelSource;
import org.fieldbeam.report.figure.value.Points;
import org.fieldbeam.report.figure.value.SiteScore;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The score of a model of one site at several times, and the exact score of the noised law at the
 * same times; or the effective action that each is the force of.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty. The
 *     density-weighted relative error of the score at each time is added
 * @param model the model
 * @param source where it is read
 * @param times the times
 * @param range both ends of the axis of phi
 * @param quantity what is drawn
 */
public record ScoreFigure(
    String title,
    String caption,
    String model,
    ModelSource source,
    double[] times,
    double[] range,
    Quantity quantity)
    implements Figure {
  private static final int INTERVALS = 240;

  /** Marks of the learned curve, so many intervals apart. */
  private static final int STRIDE = 8;

  /** What is drawn against phi. */
  public enum Quantity {
    /** {@code d log p_t / d phi}. */
    SCORE("score s_{t}(φ)"),
    /** {@code -int s_t dphi}, 0 at phi = 0: -log p_t up to a constant. */
    EFFECTIVE_ACTION("effective action S_{t}(φ) − S_{t}(0)");

    private final String label;

    Quantity(String label) {
      this.label = label;
    }
  }

  @Override
  public void require(Outlook outlook) {
    double first = Arrays.stream(times).min().orElse(0);
    outlook.model(model).ifPresent(known -> SiteScore.require(known, model, first));
  }

  @Override
  public String render(String id, FigureData data) {
    SiteScore score = SiteScore.of(source.read(data.model(model)), model);
    double[] x = SiteScore.points(range[0], range[1], INTERVALS);
    StringBuilder errors = new StringBuilder();
    Plot plot = Plot.of(id, title).labels("φ", quantity.label).tightX();
    for (int i = 0; i < times.length; i++) {
      double t = times[i];
      Mark.Key key = new Mark.Key("t = " + t, i % 6);
      double[] learned = drawn(x, score.learned(x, t));
      plot.add(new Mark.Curve(key, x, drawn(x, score.exact(x, t)), false));
      plot.add(
          new Mark.Dots(key, every(x), every(learned), Points.noErrors(every(x).length), false));
      errors.append(i == 0 ? "" : ", ").append("t = ").append(t).append(": ");
      errors.append(String.format(Locale.ROOT, "%s %%", percent(score.relativeRms(t))));
    }
    plot.caption(
        "Points: the model; lines: exact. Density-weighted rms error of the score, relative to"
            + " that of the score itself: "
            + errors
            + "."
            + (caption.isEmpty() ? "" : " " + Text.html(caption)));
    return plot.render();
  }

  static String percent(double share) {
    return Numbers.significant(100 * share, 2);
  }

  private double[] drawn(double[] x, double[] score) {
    return quantity == Quantity.SCORE ? score : SiteScore.integrated(x, score);
  }

  private static double[] every(double[] values) {
    double[] some = new double[INTERVALS / STRIDE + 1];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[i * STRIDE];
    }
    return some;
  }
}
