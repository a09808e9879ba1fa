package org.fieldbeam.pipeline.figure;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.WordOr;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.StageSpec.Product;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.chart.ContourAction;
import org.fieldbeam.report.figure.chart.Recombination;
import org.fieldbeam.report.figure.chart.ThimblePlot;
import org.fieldbeam.report.figure.chart.ThimbleValues;

/**
 * The figures of the complex plane of one site: {@code thimbles}, {@code thimbleValues}, {@code
 * contours} and {@code recombination}.
 */
final class ThimbleKinds {
  private ThimbleKinds() {}

  private static final Key A =
      required("a", Type.complex(), "Coefficient of z^2: a number or [real, imaginary].");
  private static final Key B =
      required("b", Type.complex(), "Coefficient of z^4; its real part is positive.");
  private static final Type ENDS = new Items(Real.any(), 2, 2, false);

  /** The figure {@code thimbles}. */
  @AutoService(FigureKind.class)
  public static final class ThimblesKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "thimbles",
          "Saddle points, thimbles and their duals of S = a z^2 + b z^4, with points of runs.",
          FigureKind.keys(
              A,
              B,
              withDefault(
                  "clouds",
                  new Items(
                      Fields.of(
                          required("name", FigureKind.LINE, "Entry in the legend."),
                          required("from", Type.REFERENCE, "Complex ensemble.")),
                      0,
                      4,
                      false),
                  "[]",
                  "Complex Langevin runs with this action."),
              withDefault("re", ENDS, "[-2.5, 2.5]", "Ends of the real axis."),
              withDefault("im", ENDS, "[-2, 2]", "Ends of the imaginary axis.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return ThimbleKinds.thimbles(body);
    }
  }

  /** The figure {@code contours}. */
  @AutoService(FigureKind.class)
  public static final class ContoursKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "contours",
          "The action S = a z^2 + b z^4 along straight contours z = e^(i theta) x.",
          FigureKind.keys(
              A,
              B,
              required(
                  "contours",
                  new Items(
                      Fields.of(
                          required("name", FigureKind.LINE, "Entry in the legend."),
                          required(
                              "theta",
                              new WordOr("quadratic", Real.any()),
                              "Angle in radians; quadratic: -arg(a) / 2.")),
                      1,
                      3,
                      false),
                  "The contours."),
              withDefault("x", ENDS, "[-2.5, 2.5]", "Ends of the x axis."),
              withDefault("s", ENDS, "[-20, 20]", "Ends of the axis of S.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return ThimbleKinds.contours(body);
    }
  }

  /** The figure {@code recombination}. */
  @AutoService(FigureKind.class)
  public static final class RecombinationKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "recombination",
          "Table of complex Langevin runs on parts of the thimbles, and what they give together.",
          FigureKind.keys(
              required(
                  "origin",
                  Type.REFERENCE,
                  "Scan of runs on the thimble of the origin (kernel: quadratic)."),
              required(
                  "outer",
                  Type.REFERENCE,
                  "Scan of runs on the other thimbles (kernel: none), over the same actions.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new Recombination(
          body.title(),
          body.caption(),
          body.reference(body.get("origin"), Product.SCAN),
          body.reference(body.get("outer"), Product.SCAN));
    }
  }

  /** The figure {@code thimbleValues}. */
  @AutoService(FigureKind.class)
  public static final class ThimbleValuesKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "thimbleValues",
          "Table of saddle points, intersection numbers and integrals over the thimbles of S = a"
              + " z^2 + b z^4, beside closed forms and quadrature.",
          FigureKind.keys(A, B));
    }

    @Override
    public Figure figure(FigureBody body) {
      return ThimbleKinds.values(body);
    }
  }

  private static ThimblePlot thimbles(FigureBody body) {
    ComplexPolynomial action = thimbles(action(body));
    ThimblePlot plot =
        new ThimblePlot(
            body.title(),
            body.caption(),
            action,
            body.get("clouds").items().stream()
                .map(
                    cloud ->
                        new ThimblePlot.Cloud(
                            cloud.get("name").text(),
                            body.reference(cloud.get("from"), Product.COMPLEX)))
                .toList(),
            ends(body, "re"),
            ends(body, "im"));
    plot.requireCurves();
    return plot;
  }

  private static ThimbleValues values(FigureBody body) {
    ThimbleValues values = new ThimbleValues(body.title(), body.caption(), thimbles(action(body)));
    values.requireValues();
    return values;
  }

  /** Refuses an action without a decomposition before anything runs. */
  private static ComplexPolynomial thimbles(ComplexPolynomial action) {
    return LefschetzThimbles.of(action).action();
  }

  private static ContourAction contours(FigureBody body) {
    ComplexPolynomial action = action(body);
    double quadratic = -Math.atan2(action.coefficientIm(2), action.coefficientRe(2)) / 2;
    return new ContourAction(
        body.title(),
        body.caption(),
        action,
        body.get("contours").items().stream().map(contour -> contour(contour, quadratic)).toList(),
        ends(body, "x"),
        ends(body, "s"));
  }

  private static ContourAction.Contour contour(Value contour, double quadratic) {
    Value theta = contour.get("theta");
    return new ContourAction.Contour(
        contour.get("name").text(), theta.isText() ? quadratic : theta.real());
  }

  private static ComplexPolynomial action(FigureBody body) {
    double[] a = body.get("a").complex();
    double[] b = body.get("b").complex();
    return ComplexPolynomial.quartic(a[0], a[1], b[0], b[1]);
  }

  private static double[] ends(FigureBody body, String key) {
    return FigureBody.ends(key, body.get(key), false);
  }
}
