package org.fieldbeam.report.figure.chart;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.fieldbeam.core.exact.FokkerPlanckSpectrum;
import org.fieldbeam.data.UserException;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.LangevinRun;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The standard error of time averages of phi^2 against the Langevin time T: the scatter over
 * repetitions, and the exact one from the Fokker-Planck spectrum.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty
 * @param dataset an ensemble of thermalized trajectories of one site
 * @param trajectories how many trajectories one average is over, for each curve
 * @param repetitions how many averages the scatter is of
 */
public record TimeAverages(
    String title, String caption, String dataset, int[] trajectories, int repetitions)
    implements Figure {
  /** Points per factor ten of T. */
  private static final int DENSITY = 4;

  @Override
  public void require(Outlook outlook) {
    outlook
        .dataset(dataset)
        .ifPresent(
            info -> {
              LangevinRun.require(info);
              requireChains(info.integer("chains"));
            });
  }

  private int most() {
    return Arrays.stream(trajectories).max().orElse(0);
  }

  private void requireChains(long chains) {
    int most = most();
    if ((long) most * repetitions > chains) {
      throw UserException.of("the figure needs more trajectories")
          .where("dataset " + dataset)
          .given(chains + " chains")
          .allowed(most + " trajectories * " + repetitions + " repetitions, or more")
          .todo("generate more chains, or ask for fewer repetitions")
          .build();
    }
  }

  @Override
  public String render(String id, FigureData data) {
    LangevinRun run = LangevinRun.of(data.dataset(dataset));
    requireChains(run.property("chains"));
    Plot plot =
        Plot.of(id, title)
            .labels("Langevin time T", "standard error of ⟨φ²⟩")
            .logarithmicX()
            .logarithmicY()
            .caption(Text.html(caption));
    FokkerPlanckSpectrum spectrum = FokkerPlanckSpectrum.of(run.action());
    Sums sums = new Sums(run, Math.multiplyExact(most(), repetitions));
    run.forEach(sums);
    for (int i = 0; i < trajectories.length; i++) {
      String name = trajectories[i] == 1 ? "one trajectory" : trajectories[i] + " trajectories";
      plot.add(sums.scatter(new Mark.Key(name, i), trajectories[i], repetitions));
      plot.add(sums.exact(new Mark.Key(name + ", exact", i), trajectories[i], spectrum));
    }
    double constant = spectrum.timeAverageError(2, 1e8) * 1e4;
    double end = sums.time[sums.time.length - 1];
    double start = end / 100;
    plot.add(
        new Mark.Curve(
            new Mark.Key(String.format(Locale.ROOT, "%.3f / √T", constant), 9),
            new double[] {start, end},
            new double[] {constant / Math.sqrt(start), constant / Math.sqrt(end)},
            true));
    return plot.render();
  }

  /** Sums of phi^2 along each trajectory, up to some times. */
  private static final class Sums implements LangevinRun.Row {
    private final double spacing;
    private final long first;
    private final long stride;
    private final int[] count;
    private final double[] time;
    private final double[][] sum;
    private final double[] running;
    private final int[] next;

    Sums(LangevinRun run, int chains) {
      stride = run.property("stride");
      first = run.property("thermalization");
      spacing = stride * run.step();
      long configurations = run.property("configurations");
      count =
          IntStream.range(0, 1000)
              .map(k -> (int) Math.round(Math.pow(10, (double) k / DENSITY)))
              .takeWhile(n -> n <= configurations)
              .distinct()
              .toArray();
      time = Arrays.stream(count).mapToDouble(n -> n * spacing).toArray();
      sum = new double[count.length][chains];
      running = new double[chains];
      next = new int[chains];
    }

    @Override
    public void accept(long chain, long step, double x) {
      if (chain < running.length) {
        int c = (int) chain;
        running[c] += x * x;
        if (next[c] < count.length && (step - first) / stride == count[next[c]]) {
          sum[next[c]][c] = running[c] / count[next[c]];
          next[c]++;
        }
      }
    }

    Mark scatter(Mark.Key key, int group, int repetitions) {
      double[] scatter = new double[count.length];
      double[] error = new double[count.length];
      for (int k = 0; k < count.length; k++) {
        double[] averages = new double[repetitions];
        double mean = 0;
        for (int r = 0; r < repetitions; r++) {
          for (int c = 0; c < group; c++) {
            averages[r] += sum[k][r * group + c] / group;
          }
          mean += averages[r] / repetitions;
        }
        for (double average : averages) {
          scatter[k] += (average - mean) * (average - mean) / (repetitions - 1.0);
        }
        scatter[k] = Math.sqrt(scatter[k]);
        error[k] = scatter[k] / Math.sqrt(2 * (repetitions - 1.0));
      }
      return new Mark.Dots(key, time, scatter, error, false);
    }

    Mark exact(Mark.Key key, int group, FokkerPlanckSpectrum spectrum) {
      double[] exact = new double[count.length];
      for (int k = 0; k < count.length; k++) {
        exact[k] = spectrum.sampledAverageError(2, spacing, count[k]) / Math.sqrt(group);
      }
      return new Mark.Curve(key, time, exact, false);
    }
  }
}
