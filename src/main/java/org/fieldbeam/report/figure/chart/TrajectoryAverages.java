package org.fieldbeam.report.figure.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.exact.EulerMaruyamaLaw;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.LangevinRun;
import org.fieldbeam.report.figure.value.SiteMoment;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * Averages over the first N of all Langevin trajectories against N, with their standard errors, and
 * the exact values: of the Euler-Maruyama scheme at its step and time, and of exp(-S).
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty
 * @param datasets ensembles of trajectories, one configuration of each
 * @param moment what is averaged
 */
public record TrajectoryAverages(
    String title, String caption, List<String> datasets, SiteMoment moment) implements Figure {
  private static final int FIRST = 100;

  /** Sets are drawn side by side. */
  private static final double SHIFT = 1.08;

  @Override
  public void require(Outlook outlook) {
    datasets.forEach(name -> outlook.dataset(name).ifPresent(LangevinRun::require));
  }

  @Override
  public String render(String id, FigureData data) {
    Plot plot =
        Plot.of(id, title)
            .labels("number of trajectories", moment.label())
            .logarithmicX()
            .caption(Text.html(caption));
    double end = FIRST;
    for (int i = 0; i < datasets.size(); i++) {
      LangevinRun run = LangevinRun.of(data.dataset(datasets.get(i)));
      double[] x = lastOfEachChain(run);
      end = Math.max(end, x.length);
      Mark.Key key = new Mark.Key(datasets.get(i), i);
      plot.add(dots(key, x, Math.pow(SHIFT, i)));
      EulerMaruyamaLaw law = run.scheme();
      double exact = moment.of(law::moment);
      plot.add(
          new Mark.Curve(key, new double[] {FIRST, x.length}, new double[] {exact, exact}, true));
      if (i == datasets.size() - 1) {
        ExactMoments moments = ExactMoments.of(run.action());
        double limit = moment.of(n -> moments.moment(n).re());
        plot.add(
            new Mark.Curve(
                new Mark.Key("exact", 9),
                new double[] {FIRST, end},
                new double[] {limit, limit},
                false));
      }
    }
    return plot.render();
  }

  private static double[] lastOfEachChain(LangevinRun run) {
    double[] x = new double[Math.toIntExact(run.property("chains"))];
    long last = run.updates();
    run.forEach(
        (chain, step, value) -> {
          if (step == last) {
            x[Math.toIntExact(chain)] = value;
          }
        });
    return x;
  }

  private Mark dots(Mark.Key key, double[] x, double shift) {
    List<double[]> points = new ArrayList<>();
    for (double n = FIRST; n < x.length * 1.0001; n *= Math.sqrt(10)) {
      points.add(average(Arrays.copyOf(x, (int) Math.min(Math.round(n), x.length)), shift));
    }
    return new Mark.Dots(key, column(points, 0), column(points, 1), column(points, 2), false);
  }

  /** Place, value and standard error. */
  private double[] average(double[] x, double shift) {
    double square = Arrays.stream(x).map(v -> v * v).sum() / x.length;
    double fourth = Arrays.stream(x).map(v -> v * v * v * v).sum() / x.length;
    double[] y = Arrays.stream(x).map(v -> moment.influence(v, square)).toArray();
    double mean = Arrays.stream(y).sum() / y.length;
    double variance = Arrays.stream(y).map(v -> (v - mean) * (v - mean)).sum() / (y.length - 1.0);
    double value = moment.of(n -> n == 2 ? square : fourth);
    return new double[] {x.length * shift, value, Math.sqrt(variance / y.length)};
  }

  private static double[] column(List<double[]> points, int column) {
    return points.stream().mapToDouble(point -> point[column]).toArray();
  }
}
