package org.fieldbeam.report.figure.chart;

import java.util.List;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.SteepestCurve;
import org.fieldbeam.core.thimble.Thimble;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.ComplexEnsembles;
import org.fieldbeam.report.figure.value.Points;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The complex plane of one site: saddle points, thimbles, their duals, and the points of complex
 * Langevin runs.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty
 * @param action the action
 * @param clouds the runs
 * @param re the ends of the real axis
 * @param im the ends of the imaginary axis
 */
public record ThimblePlot(
    String title,
    String caption,
    ComplexPolynomial action,
    List<Cloud> clouds,
    double[] re,
    double[] im)
    implements Figure {

  /** More points than this hide each other, and make the page heavy. */
  private static final int MOST_POINTS = 4000;

  /** Steps of a curve from the middle to the edge. */
  private static final int STEPS = 150;

  /** Numbers of the colours. */
  private static final int THIMBLE = 0;

  private static final int DUAL = 1;
  private static final int FIRST_CLOUD = 2;

  /**
   * The points of a run.
   *
   * @param name entry in the legend
   * @param from complex ensemble
   */
  public record Cloud(String name, String from) {}

  @Override
  public String render(String id, FigureData data) {
    Plot plot = Plot.of(id, title).labels("Re z", "Im z").rangeX(re[0], re[1]).rangeY(im[0], im[1]);
    LefschetzThimbles thimbles = LefschetzThimbles.of(action);
    double radius = radius();
    StringBuilder facts = new StringBuilder();
    for (Thimble thimble : thimbles.thimbles()) {
      plot.add(curve("thimble J", THIMBLE, thimble.descent(), radius, false));
      plot.add(curve("dual K", DUAL, thimble.ascent(), radius, true));
      facts.append(facts.isEmpty() ? "" : "; ");
      facts.append("z = ").append(text(thimble.saddle())).append(", S = ");
      facts.append(text(thimble.action())).append(", n = ").append(thimble.intersection());
    }
    for (int i = 0; i < clouds.size(); i++) {
      plot.add(cloud(clouds.get(i), FIRST_CLOUD + i, data));
    }
    double[] x = thimbles.thimbles().stream().mapToDouble(t -> t.saddle().re()).toArray();
    double[] y = thimbles.thimbles().stream().mapToDouble(t -> t.saddle().im()).toArray();
    Mark.Key key = new Mark.Key("saddle point", THIMBLE);
    plot.add(new Mark.Dots(key, x, y, Points.noErrors(x.length), false));
    String words =
        "Saddle points with their action and the number n of crossings of K with the real axis: "
            + facts
            + ". Re S grows along J away from the saddle point and falls along K.";
    return plot.caption(words + (caption.isEmpty() ? "" : " " + Text.html(caption))).render();
  }

  /**
   * Makes sure that the curves can be drawn.
   *
   * @throws IllegalArgumentException if parameters are on a Stokes line, or the ends of the axes
   *     are too far out
   */
  public void requireCurves() {
    double radius = radius();
    for (Thimble thimble : LefschetzThimbles.of(action).thimbles()) {
      thimble.descent().within(radius, radius / STEPS);
      thimble.ascent().within(radius, radius / STEPS);
    }
  }

  private double radius() {
    return Math.hypot(largest(re), largest(im));
  }

  private static double largest(double[] ends) {
    return Math.max(Math.abs(ends[0]), Math.abs(ends[1]));
  }

  private static Mark curve(
      String name, int colour, SteepestCurve curve, double radius, boolean dashed) {
    List<SteepestCurve.Point> points = curve.within(radius, radius / STEPS);
    return new Mark.Curve(
        new Mark.Key(name, colour),
        points.stream().mapToDouble(point -> point.z().re()).toArray(),
        points.stream().mapToDouble(point -> point.z().im()).toArray(),
        dashed);
  }

  @Override
  public void require(Outlook outlook) {
    clouds.forEach(cloud -> outlook.dataset(cloud.from()).ifPresent(this::requireAction));
  }

  private void requireAction(DatasetInfo run) {
    ComplexPolynomial site = ComplexEnsembles.site(run);
    if (!site.equals(action)) {
      throw UserException.of("a run beside the thimbles of another action")
          .where("dataset " + run.id())
          .given(site.toString())
          .allowed(action.toString())
          .todo("give figure and run the same a and b")
          .build();
    }
  }

  private Mark cloud(Cloud cloud, int colour, FigureData data) {
    DatasetFolder dataset = data.dataset(cloud.from());
    requireAction(dataset.info());
    long rows = dataset.manifest().rows();
    long every = Math.max(1, (rows * dataset.info().values() + MOST_POINTS - 1) / MOST_POINTS);
    int count = (int) ((rows + every - 1) / every);
    double[] x = new double[count * dataset.info().values()];
    double[] y = new double[x.length];
    int[] at = {0};
    ComplexEnsembles.each(
        dataset,
        (row, chain, zRe, zIm) -> {
          if (row % every == 0) {
            x[at[0]] = zRe;
            y[at[0]++] = zIm;
          }
        });
    return new Mark.Cloud(new Mark.Key(cloud.name(), colour), x, y);
  }

  private static String text(Complex z) {
    return Numbers.fixed(z.re(), 4)
        + (z.im() < 0 ? " − " : " + ")
        + Numbers.fixed(Math.abs(z.im()), 4)
        + "i";
  }
}
