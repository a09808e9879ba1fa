package org.fieldbeam.report.figure.value;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * A plot of points with error bars and of lines: estimates of the run against a parameter, numbers
 * of a paper, curves.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty
 * @param x the x axis
 * @param y the y axis
 * @param series what is drawn, in the order of the legend
 */
public record Points(String title, String caption, Axis x, Axis y, List<Series> series)
    implements Figure {

  /** One entry of the legend. */
  public sealed interface Series {
    /** What the legend calls it, with the markup of {@link Text}. */
    String name();

    /** The estimates that it shows. */
    default List<MeasuredValue> values() {
      return List.of();
    }

    /** The mark that draws it. */
    Mark mark(Mark.Key key, FigureData data);
  }

  /**
   * Numbers that the pipeline file gives, drawn as points.
   *
   * @param error standard errors, NaN for none
   * @param joined whether a line joins the points
   */
  public record Given(String name, double[] x, double[] y, double[] error, boolean joined)
      implements Series {
    @Override
    public Mark mark(Mark.Key key, FigureData data) {
      return new Mark.Dots(key, x, y, error, joined);
    }
  }

  /** Numbers that the pipeline file gives, drawn as a line. */
  public record Line(String name, double[] x, double[] y, boolean dashed) implements Series {
    @Override
    public Mark mark(Mark.Key key, FigureData data) {
      return new Mark.Curve(key, x, y, dashed);
    }
  }

  /**
   * Estimates of the run, one per ensemble.
   *
   * @param x where each stands
   * @param values the estimates
   * @param joined whether a line joins the points
   */
  public record Measured(String name, double[] x, List<MeasuredValue> values, boolean joined)
      implements Series {
    @Override
    public Mark mark(Mark.Key key, FigureData data) {
      List<Estimate> estimates = values.stream().map(value -> value.read(data)).toList();
      return new Mark.Dots(
          key,
          x,
          estimates.stream().mapToDouble(Estimate::value).toArray(),
          estimates.stream().mapToDouble(Estimate::error).toArray(),
          joined);
    }
  }

  /**
   * The exact values beside estimates, as a line.
   *
   * @param x where each stands
   * @param values the estimates that they belong to
   * @param exact where the exact values come from
   */
  public record Exact(String name, double[] x, List<MeasuredValue> values, ExactValue exact)
      implements Series {
    @Override
    public Mark mark(Mark.Key key, FigureData data) {
      double[] y =
          values.stream()
              .mapToDouble(value -> exact.read(java.util.Optional.of(value), data))
              .toArray();
      return new Mark.Curve(key, x, y, true);
    }
  }

  @Override
  public void require(Outlook outlook) {
    series.forEach(shown -> shown.values().forEach(value -> value.require(outlook)));
  }

  @Override
  public String render(String id, FigureData data) {
    Plot plot = Plot.of(id, title).labels(x.label(), y.label()).caption(Text.html(caption));
    x.applyX(plot);
    y.applyY(plot);
    for (int i = 0; i < series.size(); i++) {
      plot.add(series.get(i).mark(new Mark.Key(series.get(i).name(), i), data));
    }
    return plot.render();
  }

  /** An array of NaN: no point has an error bar. */
  public static double[] noErrors(int count) {
    double[] none = new double[count];
    Arrays.fill(none, Double.NaN);
    return none;
  }
}
