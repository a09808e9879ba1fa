package org.fieldbeam.report.figure.chart;

import java.util.Arrays;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.NoisedBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The paths of the first configurations of a noised dataset at one site, against diffusion time.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty
 * @param dataset the noised dataset
 * @param count number of configurations, at most
 * @param range both ends of the axis of phi; null to hold all values
 */
public record PathsFigure(String title, String caption, String dataset, int count, double[] range)
    implements Figure {

  private static final int COLOURS = 6;

  @Override
  public String render(String id, FigureData data) {
    DatasetFolder folder = data.dataset(dataset, DatasetKind.NOISED);
    Plot plot = Plot.of(id, title).labels("t", "φ").caption(Text.html(caption)).tightX();
    if (range != null) {
      plot.rangeY(range[0], range[1]);
    }
    NoisedBatch rows = new NoisedBatch(folder.info().rowShape(), 256);
    int levels = levels(folder);
    double[][] time = new double[count][levels];
    double[][] field = new double[count][levels];
    Arrays.stream(field).forEach(path -> Arrays.fill(path, Double.NaN));
    Arrays.stream(time).forEach(path -> Arrays.fill(path, Double.NaN));
    try (RowReader<NoisedBatch> reader = NoisedBatch.ROWS.open(folder, 0)) {
      for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
        for (int b = 0; b < n; b++) {
          // the first shard has the first chains; paths of one chain follow each other by step
          int path = (int) rows.step()[b];
          if (rows.chain()[b] == 0 && path < count) {
            time[path][rows.level()[b]] = rows.time()[b];
            field[path][rows.level()[b]] = rows.fields()[b];
          }
        }
      }
    }
    for (int path = 0; path < count && !Double.isNaN(field[path][0]); path++) {
      plot.add(new Mark.Curve(new Mark.Key("", path % COLOURS), time[path], field[path], false));
    }
    return plot.render();
  }

  private static int levels(DatasetFolder folder) {
    NoisedBatch rows = new NoisedBatch(folder.info().rowShape(), 256);
    int highest = -1;
    try (RowReader<NoisedBatch> reader = NoisedBatch.ROWS.open(folder, 0)) {
      for (int n = reader.read(rows); n > 0; n = reader.read(rows)) {
        for (int b = 0; b < n; b++) {
          highest = Math.max(highest, rows.level()[b]);
        }
      }
    }
    if (highest < 1) {
      throw UserException.of("a path needs two times")
          .where("dataset " + folder.info().id())
          .given((highest + 1) + " times")
          .todo("write the paths in more parts")
          .build();
    }
    return highest + 1;
  }
}
