package org.fieldbeam.report.figure.chart;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.row.ComplexBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The distribution of the drift magnitude u = max |dS/dphi| of complex ensembles, both axes
 * logarithmic, so that a power law is a straight line (K. Nagata, J. Nishimura and S. Shimasaki,
 * Phys. Rev. D 94 (2016) 114515).
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot
 * @param ensembles complex ensembles
 */
public record DriftHistogram(String title, String caption, List<String> ensembles)
    implements Figure {
  private static final int PER_DECADE = 8;
  private static final int LOWEST = -4;
  private static final int BINS = 16 * PER_DECADE;
  private static final int BATCH = 1024;

  @Override
  public String render(String id, FigureData data) {
    Plot plot =
        Plot.of(id, title)
            .labels("u = max |dS/dφ|", "probability density of u")
            .logarithmicX()
            .logarithmicY();
    for (int i = 0; i < ensembles.size(); i++) {
      plot.add(histogram(new Mark.Key(ensembles.get(i), i), data.dataset(ensembles.get(i))));
    }
    return plot.caption(
            "Errors of independent configurations. A tail that is straight here is a power law, and then"
                + " averages cannot be trusted; one that bends down ever more steeply is not. "
                + Text.html(caption))
        .render();
  }

  private static Mark histogram(Mark.Key key, DatasetFolder ensemble) {
    long[] counts = new long[BINS];
    double rows = 0;
    ComplexBatch batch = ComplexBatch.of(ensemble.info(), BATCH);
    for (int shard = 0; shard < ensemble.shardCount(); shard++) {
      try (RowReader<ComplexBatch> reader = ComplexBatch.ROWS.open(ensemble, shard)) {
        for (int n = reader.read(batch); n > 0; n = reader.read(batch)) {
          rows += n;
          for (int b = 0; b < n; b++) {
            double decades = Math.log10(batch.drift()[b]) - LOWEST;
            counts[(int) Math.max(0, Math.min(BINS - 1, decades * PER_DECADE))]++;
          }
        }
      }
    }
    int[] filled = IntStream.range(0, BINS).filter(i -> counts[i] > 0).toArray();
    double[] x = Arrays.stream(filled).mapToDouble(i -> edge(i + 0.5)).toArray();
    double[] y = new double[filled.length];
    double[] error = new double[filled.length];
    for (int k = 0; k < filled.length; k++) {
      double width = (edge(filled[k] + 1.0) - edge(filled[k])) * rows;
      y[k] = (double) counts[filled[k]] / width;
      error[k] = Math.sqrt((double) counts[filled[k]]) / width;
    }
    return new Mark.Dots(key, x, y, error, true);
  }

  private static double edge(double bin) {
    return Math.pow(10, LOWEST + bin / PER_DECADE);
  }
}
