package org.fieldbeam.report;

import java.util.List;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.report.plot.Histogram;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;

/** The plots that set the ensembles beside each other: M, C(t), and autocorrelations. */
final class EnsembleSection {
  /** Ensembles in one plot stand side by side, this part of a step apart. */
  private static final double SHIFT = 0.16;

  private EnsembleSection() {}

  static String render(RunData run) {
    if (run.ensembles().isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("<div class=\"figures\">\n");
    run.ensembles().stream()
        .map(RunData.Ensemble::quantity)
        .distinct()
        .forEach(quantity -> out.append(distribution(quantity, run.ensembles())));
    out.append(correlator(run.ensembles()));
    for (int i = 0; i < run.ensembles().size(); i++) {
      out.append(autocorrelation(run.ensembles().get(i), i));
    }
    return out.append("</div>\n").toString();
  }

  private static String distribution(String quantity, List<RunData.Ensemble> ensembles) {
    Plot plot =
        Plot.of("distribution-" + quantity, "Distribution of " + quantity)
            .labels(quantity, "probability density")
            .tightX();
    for (int i = 0; i < ensembles.size(); i++) {
      if (!ensembles.get(i).quantity().equals(quantity)) {
        continue;
      }
      Histogram histogram = ensembles.get(i).distribution();
      plot.add(
          new Mark.Steps(
              new Mark.Key(ensembles.get(i).name(), i),
              histogram.edges(),
              histogram.density(),
              histogram.error(),
              i == 0));
    }
    return plot.caption(
            (quantity.equals("M") ? "M = (1/V) Σ<sub>x</sub> φ<sub>x</sub>, one" : "One")
                + " value per configuration; bars: one standard error, from the spread over blocks of"
                + " the chains. The histograms of ensembles with one law should agree within errors"
                + (quantity.equals("M") ? " and, for an even action, be symmetric about 0." : "."))
        .render();
  }

  private static String correlator(List<RunData.Ensemble> ensembles) {
    if (ensembles.stream().allMatch(ensemble -> ensemble.correlator().isEmpty())) {
      return "";
    }
    Plot plot =
        Plot.of("correlator", "Two-point function at zero momentum")
            .labels("t (lattice units)", "C(t)")
            .logarithmicY();
    int last = ensembles.stream().mapToInt(e -> e.correlator().size()).max().orElse(1) - 1;
    plot.rangeX(-0.4, last + 0.4);
    for (int i = 0; i < ensembles.size(); i++) {
      List<Estimate> values = ensembles.get(i).correlator();
      double shift = SHIFT * (i - 0.5 * (ensembles.size() - 1));
      double[] t = new double[values.size()];
      double[] c = new double[values.size()];
      double[] error = new double[values.size()];
      for (int k = 0; k < t.length; k++) {
        t[k] = k + shift;
        c[k] = values.get(k).value();
        error[k] = values.get(k).error();
      }
      plot.add(new Mark.Dots(new Mark.Key(ensembles.get(i).name(), i), t, c, error, true));
    }
    return plot.caption(
            "C(t) = (1/V) ⟨Σ<sub>a</sub> s<sub>a</sub> s<sub>a+t</sub>⟩, s<sub>a</sub> the sum of φ over"
                + " slice a, averaged over the longest axes; bars: one standard error. On this logarithmic axis"
                + " exp(−t/ξ) is a straight line, bent towards L/2 by periodicity. The ensembles should"
                + " agree; neighbouring points fluctuate together. Points of different ensembles are shifted"
                + " sideways a little, so that all can be seen.")
        .render();
  }

  private static String autocorrelation(RunData.Ensemble ensemble, int colour) {
    if (ensemble.autocorrelation().isEmpty()) {
      return "";
    }
    Estimate estimate = ensemble.autocorrelation().get().estimate();
    double[] rho = ensemble.autocorrelation().get().rho();
    String quantity = ensemble.autocorrelation().get().quantity();
    if (rho.length == 1) { // chains of one configuration
      return "";
    }
    double[] lag = new double[rho.length];
    double[] error = new double[rho.length];
    for (int t = 0; t < rho.length; t++) {
      lag[t] = t;
      error[t] = Double.NaN;
    }
    Plot plot =
        Plot.of(
                "autocorrelation-" + ensemble.name(),
                "Autocorrelation of " + quantity + ", " + ensemble.name())
            .labels("t (stored configurations)", "ρ(t)")
            .includeY(0)
            .add(new Mark.Rule(new Mark.Key("", 9), false, 0, ""))
            .add(new Mark.Dots(new Mark.Key("", colour), lag, rho, error, true));
    if (estimate.windowClosed()) {
      plot.add(new Mark.Rule(new Mark.Key("", 9), true, estimate.window(), "window"));
    }
    String window =
        estimate.windowClosed()
            ? ", summed up to the window W = "
                + estimate.window()
                + " (where ρ oscillates, that of an autoregressive process with the same ρ up to W)"
            : "; no window closed below the largest lag, so the error comes from the spread of the"
                + " chains";
    return plot.caption(
            "τ<sub>int</sub> = ½ + Σ ρ(t) = "
                + EstimatesSection.tau(estimate)
                + window
                + ". Independent configurations have ½, and less where neighbours anticorrelate; ρ should be"
                + " noise about 0 before the window ends.")
        .render();
  }
}
