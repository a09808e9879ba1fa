package org.fieldbeam.pipeline.figure;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.observable.gauge.TopologicalCharge;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.chart.ChargeDistribution;

/** The figures of gauge theories. */
final class GaugeKinds {
  private GaugeKinds() {}

  /** The figure {@code charges}. */
  @AutoService(FigureKind.class)
  public static final class ChargesKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "charges",
          "The distribution of the topological charge of U(1) gauge theory in two dimensions, with"
              + " the exact one.",
          FigureKind.keys(
              required("from", Type.REFERENCE, "The measurements."),
              required(
                  "datasets",
                  new Items(FigureKind.LINE, 1, 6, true),
                  "The measured ensembles, of one action."),
              withDefault("logarithmic", new Type.Flag(), "false", "Logarithmic axis of P(Q).")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new ChargeDistribution(
          body.title(),
          body.caption(),
          body.get("datasets").items().stream()
              .map(dataset -> body.measured(body.get("from"), dataset, TopologicalCharge.NAME))
              .toList(),
          body.get("logarithmic").flag());
    }
  }
}
