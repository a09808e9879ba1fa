package org.fieldbeam.report.figure.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.observable.Cumulants;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.shape.CovarianceShape;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.value.CumulantPath;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * Cumulants along the forward and the reverse process of a diffusion (arXiv 2410.21212), one plot
 * for each order, with the law that they follow: kappa_n(t) = alpha(t)^n kappa_n(0), and for n = 2
 * the variance of the noise on top. VE has alpha = 1: cumulants beyond the second are conserved.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plots, with the markup of {@link Text}; may be empty
 * @param series noised datasets, the forward process first. One of another schedule is drawn at the
 *     times of the first one with the same noise relative to the signal, and scaled as that is
 * @param ofMagnetization whether of the average over the sites; else of the field at one site
 * @param orders orders of the cumulants, 2 to 8
 */
public record CumulantPaths(
    String title,
    String caption,
    List<Series> series,
    boolean ofMagnetization,
    List<Integer> orders)
    implements Figure {

  /** Points whose error exceeds the largest law this many times say nothing; they are left out. */
  private static final double LARGEST_ERROR = 1.5;

  private static final int CURVE_POINTS = 200;

  /**
   * A process.
   *
   * @param name its entry in the legend
   * @param from its dataset: configurations at several times
   */
  public record Series(String name, String from) {}

  @Override
  public boolean isWide() {
    return true;
  }

  @Override
  public String render(String id, FigureData data) {
    List<CumulantPath> paths = new ArrayList<>();
    List<NoiseSchedule> schedules = new ArrayList<>();
    for (Series one : series) {
      paths.add(CumulantPath.read(data.dataset(one.from()), ofMagnetization));
      schedules.add(Law.schedule(data.dataset(one.from()).info()));
    }
    Law law = Law.of(data.dataset(series.get(0).from()), ofMagnetization, paths.get(0));
    StringBuilder out = new StringBuilder("<section id=\"").append(id).append("\">\n<h3>");
    out.append(Text.html(title)).append("</h3>\n<div class=\"figures\">\n");
    for (int order : orders) {
      out.append(plot(id + "-" + order, order, paths, schedules, law));
    }
    out.append("</div>\n<p class=\"caption\">Cumulants of ");
    out.append(ofMagnetization ? "M, the average over the sites" : "the field at one site");
    out.append(", bars: one standard error by the jackknife. Dashed: ");
    out.append("κ<sub>n</sub>(t) = α(t)<sup>n</sup> κ<sub>n</sub>(0)");
    out.append(" (n = 2: plus the variance of the noise), with κ<sub>n</sub>(0) ");
    out.append(law.exact() ? "exact." : "of the clean configurations.");
    out.append(" Points of one process fluctuate together.");
    if (!caption.isEmpty()) {
      out.append(' ').append(Text.html(caption));
    }
    return out.append("</p>\n</section>\n").toString();
  }

  private String plot(
      String id, int order, List<CumulantPath> paths, List<NoiseSchedule> schedules, Law law) {
    double[] grid = new double[CURVE_POINTS + 1];
    double[] curve = new double[grid.length];
    double scale = law.scale(order);
    double[] all = paths.get(0).times();
    for (int i = 0; i < grid.length; i++) {
      grid[i] = all[all.length - 1] * i / CURVE_POINTS;
      curve[i] = law.at(grid[i], order);
      scale = Math.max(scale, Math.abs(curve[i]));
    }
    Plot plot = Plot.of(id, "κ_{" + order + "}").labels("diffusion time t", "κ_{" + order + "}(t)");
    plot.add(new Mark.Curve(new Mark.Key("α^{n} κ_{n}(0)", 9), grid, curve, true));
    int left = 0;
    StringBuilder pulls = new StringBuilder();
    for (int s = 0; s < paths.size(); s++) {
      double[] times = paths.get(s).times();
      List<double[]> points = new ArrayList<>();
      double squares = 0;
      int pulled = 0;
      for (double own : times) {
        double time = sameNoise(law.schedule(), schedules.get(s), own);
        if (Double.isNaN(time)) {
          continue;
        }
        double scaling = law.schedule().alpha(time) / schedules.get(s).alpha(own);
        Estimate estimate =
            scaled(paths.get(s).cumulant(own, order), StrictMath.pow(scaling, order));
        if (estimate.error() <= LARGEST_ERROR * scale || Double.isNaN(estimate.error())) {
          points.add(new double[] {time, estimate.value(), estimate.error()});
          if (estimate.error() > 0) {
            double pull = estimate.pull(law.at(time, order));
            squares += pull * pull;
            pulled++;
          }
        } else {
          left++;
        }
      }
      plot.add(
          new Mark.Dots(
              new Mark.Key(series.get(s).name(), s),
              points.stream().mapToDouble(point -> point[0]).toArray(),
              points.stream().mapToDouble(point -> point[1]).toArray(),
              points.stream().mapToDouble(point -> point[2]).toArray(),
              false));
      if (law.exact() && pulled > 0) {
        pulls.append(pulls.isEmpty() ? "Root mean square pull: " : ", ");
        pulls.append(Text.html(series.get(s).name())).append(' ');
        pulls.append(Numbers.fixed(Math.sqrt(squares / pulled), 1));
      }
    }
    pulls.append(pulls.isEmpty() ? "" : ". ");
    if (left > 0) {
      pulls.append(left).append(" points whose error exceeds the scale are left out.");
    }
    return plot.caption(pulls.toString()).render();
  }

  /** The time at which a schedule has the noise that another has; NaN where it has less. */
  private static double sameNoise(NoiseSchedule schedule, NoiseSchedule other, double time) {
    if (schedule.equals(other)) {
      return time;
    }
    double tau = other.tau(time);
    return tau <= schedule.tau(schedule.lastTime()) ? schedule.timeOf(tau) : Double.NaN;
  }

  private static Estimate scaled(Estimate estimate, double factor) {
    return Estimate.independent(estimate.value() * factor, estimate.error() * factor, estimate.n());
  }

  /** What the cumulants follow. */
  private record Law(NoiseSchedule schedule, double noiseShare, double[] clean, boolean exact) {

    static Law of(DatasetFolder dataset, boolean ofMagnetization, CumulantPath path) {
      DatasetInfo info = dataset.info();
      CovarianceShape covariance = covariance(info);
      double noiseShare =
          ofMagnetization
              ? covariance.zeroModeVariance() / info.volume()
              : covariance.variance(info.layout());
      Optional<double[]> exact = exactMoments(info, ofMagnetization);
      double[] clean = new double[CumulantPath.HIGHEST + 1];
      double first = path.times()[0];
      NoiseSchedule schedule = schedule(info);
      for (int order = 2; order < clean.length; order++) {
        if (exact.isPresent()) {
          clean[order] = Cumulants.quantity(order).value(exact.get());
        } else {
          // a process that does not reach t = 0 is carried there by its own law
          double value = path.cumulant(first, order).value();
          double noise = order == 2 ? noiseShare * schedule.variance(first) : 0;
          clean[order] = (value - noise) / Math.pow(schedule.alpha(first), order);
        }
      }
      return new Law(schedule, noiseShare, clean, exact.isPresent());
    }

    private static Optional<double[]> exactMoments(DatasetInfo info, boolean ofMagnetization) {
      boolean site = !ofMagnetization || info.volume() == 1;
      return DatasetActions.find(info)
          .filter(action -> site && HoppingForm.quarticSites(action).isPresent())
          .map(
              action -> {
                ExactMoments exact = ExactMoments.of(action);
                double[] moments = new double[CumulantPath.HIGHEST + 1];
                for (int n = 0; n < moments.length; n++) {
                  moments[n] = exact.moment(n).re();
                }
                return moments;
              });
    }

    private static NoiseSchedule schedule(DatasetInfo info) {
      JsonObject json = JsonObject.of(info.property(DatasetInfo.DIFFUSION), "dataset " + info.id());
      return NoiseSchedule.of(json.string("name"), parameters(json));
    }

    private static CovarianceShape covariance(DatasetInfo info) {
      if (info.property(DatasetInfo.COVARIANCE) == null) {
        return CovarianceShape.isotropic();
      }
      JsonObject json =
          JsonObject.of(info.property(DatasetInfo.COVARIANCE), "dataset " + info.id());
      return CovarianceShape.of(json.string("name"), parameters(json));
    }

    private static Map<String, Double> parameters(JsonObject json) {
      JsonObject values = json.object("parameters");
      Map<String, Double> parameters = new TreeMap<>();
      values.keys().forEach(key -> parameters.put(key, values.number(key)));
      return parameters;
    }

    double at(double time, int order) {
      double noise = order == 2 ? noiseShare * schedule.variance(time) : 0;
      return Math.pow(schedule.alpha(time), order) * clean[order] + noise;
    }

    /**
     * What is large for a cumulant of an order: itself, and for odd ones the power of the width.
     */
    double scale(int order) {
      return order % 2 == 0 ? Math.abs(clean[order]) : Math.pow(clean[2], order / 2.0);
    }
  }
}
