package org.fieldbeam.report.figure.chart;

import java.util.List;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.SiteSample;
import org.fieldbeam.report.plot.Histogram;
import org.fieldbeam.report.plot.HistogramBuilder;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * Histograms of the field of ensembles whose sites do not couple, with the exact density: {@code
 * exp(-S)/Z}, or p_t at the last time of a reverse process.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty
 * @param datasets the ensembles; the exact density is that of the first
 * @param bins number of bins
 * @param range both ends of the bins; values beyond are left out
 */
public record DensityFigure(
    String title, String caption, List<String> datasets, int bins, double[] range)
    implements Figure {
  private static final int CURVE = 400;

  private static final int BLOCKS = 20;

  @Override
  public void require(Outlook outlook) {
    datasets.forEach(name -> outlook.dataset(name).ifPresent(SiteSample::require));
  }

  @Override
  public String render(String id, FigureData data) {
    Plot plot = Plot.of(id, title).labels("φ", "density").caption(Text.html(caption)).tightX();
    plot.rangeX(range[0], range[1]);
    for (int i = 0; i < datasets.size(); i++) {
      SiteSample sample = SiteSample.of(data.dataset(datasets.get(i)));
      Histogram histogram = histogram(sample);
      String name = datasets.get(i) + ", " + sample.values().length + " values";
      plot.add(
          new Mark.Steps(
              new Mark.Key(name, i),
              histogram.edges(),
              histogram.density(),
              histogram.error(),
              i == 0));
      if (i == 0) {
        plot.add(exact(sample));
      }
    }
    return plot.render();
  }

  private Mark exact(SiteSample sample) {
    double[] x = new double[CURVE + 1];
    double[] density = new double[CURVE + 1];
    for (int i = 0; i <= CURVE; i++) {
      x[i] = range[0] + (range[1] - range[0]) * i / CURVE;
      density[i] = sample.law().density(x[i]);
    }
    String name = sample.lastTime() == 0 ? "exact" : "exact at t = " + sample.lastTime();
    return new Mark.Curve(new Mark.Key(name, 9), x, density, true);
  }

  /** Normalised to all values, those beyond the range included. */
  public Histogram histogram(SiteSample sample) {
    HistogramBuilder builder = new HistogramBuilder(range[0], range[1], bins, BLOCKS);
    double[] values = sample.values();
    double[] weights = sample.weights();
    double inside = 0;
    double all = 0;
    for (int i = 0; i < values.length; i++) {
      all += weights[i];
      if (values[i] >= range[0] && values[i] <= range[1]) {
        builder.add(i % BLOCKS, values[i], weights[i]);
        inside += weights[i];
      }
    }
    Histogram histogram = builder.build();
    double share = all == 0 ? 0 : inside / all;
    for (int k = 0; k < bins; k++) {
      histogram.density()[k] *= share;
      histogram.error()[k] *= share;
    }
    return histogram;
  }
}
