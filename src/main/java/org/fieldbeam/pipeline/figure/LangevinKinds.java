package org.fieldbeam.pipeline.figure;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.StageSpec.Product;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.chart.TimeAverages;
import org.fieldbeam.report.figure.chart.TrajectoryAverages;
import org.fieldbeam.report.figure.value.SiteMoment;

/** The figures of stochastic quantisation. */
final class LangevinKinds {
  private LangevinKinds() {}

  /** The figure {@code trajectoryAverages}. */
  @AutoService(FigureKind.class)
  public static final class TrajectoryAveragesKind implements FigureKind {
    private static final Alternatives<SiteMoment> MOMENTS =
        Alternatives.of(SiteMoment.PHI2.observable(), "<phi^2>.", SiteMoment.PHI2)
            .or(
                SiteMoment.PHI2VARIANCE.observable(),
                "<phi^4> - <phi^2>^2.",
                SiteMoment.PHI2VARIANCE);

    @Override
    public About about() {
      return About.of(
          "trajectoryAverages",
          "Averages over the first N Langevin trajectories against N, with the exact values of the"
              + " Euler-Maruyama scheme and of exp(-S).",
          FigureKind.keys(
              required(
                  "datasets",
                  new Items(Type.REFERENCE, 1, 6, true),
                  "Ensembles of the algorithm langevin on one site with start: hot."),
              required("observable", MOMENTS.choice(), "What is averaged.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new TrajectoryAverages(
          body.title(),
          body.caption(),
          body.get("datasets").items().stream()
              .map(dataset -> body.reference(dataset, Product.ENSEMBLE))
              .toList(),
          MOMENTS.meaning(body.get("observable")));
    }
  }

  /** The figure {@code timeAverages}. */
  @AutoService(FigureKind.class)
  public static final class TimeAveragesKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "timeAverages",
          "The standard error of time averages of phi^2 against the Langevin time: the scatter over"
              + " repetitions, and the exact one.",
          FigureKind.keys(
              required(
                  "dataset",
                  Type.REFERENCE,
                  "A thermalized ensemble of the algorithm langevin on one site with start: hot."),
              required(
                  "trajectories",
                  new Items(new Whole(1, 100_000), 1, 6, true),
                  "How many trajectories one average is over, for each curve."),
              withDefault(
                  "repetitions",
                  new Whole(2, 100_000),
                  "100",
                  "Averages to take the scatter of.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new TimeAverages(
          body.title(),
          body.caption(),
          body.reference(body.get("dataset"), Product.ENSEMBLE),
          body.get("trajectories").items().stream().mapToInt(Value::integer).toArray(),
          body.get("repetitions").integer());
    }
  }
}
