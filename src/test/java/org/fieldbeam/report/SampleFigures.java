package org.fieldbeam.report;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Figures;
import org.fieldbeam.report.figure.chart.Compare;
import org.fieldbeam.report.figure.chart.ContourAction;
import org.fieldbeam.report.figure.chart.ThimblePlot;
import org.fieldbeam.report.figure.value.Axis;
import org.fieldbeam.report.figure.value.ExactValue;
import org.fieldbeam.report.figure.value.Points;
import org.fieldbeam.report.plot.Mark;
import org.fieldbeam.report.plot.Plot;

/** Figures with long labels, wide ranges and points beyond the axes, for the look of the report. */
final class SampleFigures {
  private SampleFigures() {}

  static String html() {
    return Figures.render(
            List.of(table(), points(), thimbles(), contours()), new FigureData(List.of()))
        + cloud();
  }

  private static Compare table() {
    return new Compare(
        "Moments after the time T = 1",
        "The paper's error is that of another estimator.",
        List.of(
            new Compare.Row(
                "<x^2>", "1.8387(75)", Optional.empty(), Optional.of(ExactValue.of(1.8353417))),
            new Compare.Row("<x^4> - <x^2>^2", "0.5552(283)", Optional.empty(), Optional.empty())));
  }

  private static ThimblePlot thimbles() {
    return new ThimblePlot(
        "Thimbles at a = −4 + 4i",
        "",
        ComplexPolynomial.quartic(-4, 4, 1, 0),
        List.of(),
        new double[] {-2.5, 2.5},
        new double[] {-2, 2});
  }

  private static ContourAction contours() {
    return new ContourAction(
        "Action along contours",
        "",
        ComplexPolynomial.quartic(-4, 4, 1, 0),
        List.of(new ContourAction.Contour("real axis", 0)),
        new double[] {-2.5, 2.5},
        new double[] {-2e6, 2e6});
  }

  private static Points points() {
    double[] steps = {64, 128, 256, 512, 1024, 2048, 4096};
    double[] values = {1.812, 1.823, 1.829, 1.831, 1.8323, 1.833, 1.8332};
    double[] errors = {0.004, 0.004, 0.003, 0.003, 0.002, 0.002, 0.002};
    return new Points(
        "Ensemble averages against the number of steps",
        "Points: N_{traj} = 10^{5} trajectories.",
        new Axis("N_{step}", true, Optional.empty()),
        new Axis("⟨φ^{2}⟩", false, Optional.of(new double[] {1.80, 1.84})),
        List.of(
            new Points.Given("Euler-Maruyama", steps, values, errors, false),
            new Points.Line("exact target of the scheme", steps, values, true)));
  }

  private static String cloud() {
    SplittableRandom random = new SplittableRandom(5);
    double[] x = new double[3000];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = 4 * random.nextDouble() - 2;
      y[i] = 0.6 * x[i] + random.nextDouble() - 0.5;
    }
    return "<div class=\"figures\">"
        + Plot.of("figure-5", "Points in the complex plane")
            .labels("Re z", "Im z")
            .rangeX(-1.5, 1.5)
            .rangeY(-1, 1)
            .add(new Mark.Cloud(new Mark.Key("complex Langevin", 2), x, y))
            .add(
                new Mark.Curve(
                    new Mark.Key("J_{+}", 0),
                    new double[] {-2, 0, 2},
                    new double[] {-1.2, 0, 1.2},
                    false))
            .render()
        + "</div>";
  }
}
