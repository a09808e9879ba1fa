package org.fieldbeam.report.figure.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.observable.gauge.TopologicalCharge;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.value.MeasuredValue;
import org.fieldbeam.report.figure.value.MeasurementSeries;
import org.fieldbeam.report.plot.Histogram;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;
import org.fieldbeam.report.plot.Text;

/**
 * The distribution of the topological charge of ensembles of two-dimensional U(1) gauge theory of
 * one action, with the exact one, which {@link GaugeTorus} has.
 *
 * @param title the title, with the markup of {@link Text}
 * @param caption what stands under the plot, with the markup of {@link Text}; may be empty
 * @param ensembles the charges that were measured
 * @param logarithmic whether the axis of P is logarithmic
 */
public record ChargeDistribution(
    String title, String caption, List<MeasuredValue> ensembles, boolean logarithmic)
    implements Figure {
  /** Charges less probable than this are not drawn unless they were seen. */
  private static final double RARE = 1e-4;

  /** Of charges at one place, so that error bars stand beside each other. */
  private static final double STEP = 0.08;

  @Override
  public void require(Outlook outlook) {
    String law = "";
    for (MeasuredValue ensemble : ensembles) {
      ensemble.require(outlook);
      Optional<DatasetInfo> info = outlook.dataset(ensemble.dataset());
      if (info.isPresent()) {
        torus(info.get());
        law = requireOne(law, info.get());
      }
    }
  }

  private static String requireOne(String law, DatasetInfo info) {
    String own = DatasetActions.law(info);
    if (!law.isEmpty() && !law.equals(own)) {
      throw UserException.of("the ensembles of this figure have different distributions")
          .where("dataset " + info.id())
          .given(own)
          .allowed(law)
          .todo("draw a figure for each action and lattice")
          .build();
    }
    return own;
  }

  private static GaugeTorus torus(DatasetInfo info) {
    return DatasetActions.find(info)
        .flatMap(Action::gaugeTorus)
        .orElseThrow(
            () ->
                UserException.of("the distribution of Q is known for two-dimensional u1 only")
                    .where("dataset " + info.id())
                    .given(
                        DatasetActions.find(info)
                            .map(Action::toString)
                            .orElse("an action that is not known"))
                    .allowed("action: {u1: {beta: ...}} on a lattice of two axes")
                    .todo("take the ensemble out of this figure")
                    .build());
  }

  @Override
  public String render(String id, FigureData data) {
    Plot plot = Plot.of(id, title).labels("Q", "P(Q)");
    if (logarithmic) {
      plot.logarithmicY();
    }
    List<MeasurementSeries> measured = new ArrayList<>();
    String law = "";
    int widest = 0;
    for (MeasuredValue ensemble : ensembles) {
      MeasurementSeries series =
          MeasurementSeries.open(
              DatasetFolder.open(
                  Storage.resolve(data.folder(ensemble.measure()), ensemble.dataset())),
              TopologicalCharge.NAME);
      law = requireOne(law, series.info());
      widest = (int) Math.max(widest, Math.max(-series.low(), series.high()));
      measured.add(series);
    }
    GaugeTorus torus = torus(measured.get(0).info());
    while (torus.probability(widest + 1L) > RARE) {
      widest++;
    }
    int most = widest;
    double[] charges = IntStream.rangeClosed(-most, most).asDoubleStream().toArray();
    double[] exact = IntStream.rangeClosed(-most, most).mapToDouble(torus::probability).toArray();
    StringBuilder deviations = new StringBuilder();
    for (int i = 0; i < measured.size(); i++) {
      Histogram histogram = measured.get(i).histogram(-most - 0.5, most + 0.5, 2 * most + 1);
      plot.add(dots(new Mark.Key(ensembles.get(i).dataset(), i), histogram, offset(i)));
      deviations
          .append(i == 0 ? " Largest distance to the exact P(Q): " : ", ")
          .append(Text.html(ensembles.get(i).dataset()))
          .append(String.format(Locale.ROOT, " %.4f", distance(histogram, exact)));
    }
    plot.add(new Mark.Curve(new Mark.Key("exact", 9), charges, exact, true));
    return plot.caption(
            "Bars: one standard error, of chains or of parts of them; a charge that was never met has"
                + " none."
                + deviations
                + ". "
                + Text.html(caption))
        .render();
  }

  private double offset(int i) {
    return STEP * (i - 0.5 * (ensembles.size() - 1));
  }

  /** Charges that were met; of those that were not, the axis of a logarithm has no place. */
  private Mark dots(Mark.Key key, Histogram histogram, double offset) {
    int[] met =
        IntStream.range(0, histogram.density().length)
            .filter(k -> histogram.density()[k] > 0 || !logarithmic)
            .toArray();
    double[] x = new double[met.length];
    double[] y = new double[met.length];
    double[] error = new double[met.length];
    for (int i = 0; i < met.length; i++) {
      x[i] = 0.5 * (histogram.edges()[met[i]] + histogram.edges()[met[i] + 1]) + offset;
      y[i] = histogram.density()[met[i]];
      error[i] = y[i] > 0 ? histogram.error()[met[i]] : Double.NaN;
    }
    return new Mark.Dots(key, x, y, error, false);
  }

  private static double distance(Histogram histogram, double[] exact) {
    double largest = 0;
    for (int k = 0; k < exact.length; k++) {
      largest = Math.max(largest, Math.abs(histogram.density()[k] - exact[k]));
    }
    return largest;
  }
}
