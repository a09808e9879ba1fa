package org.fieldbeam.pipeline.figure;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Flag;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.value.Axis;
import org.fieldbeam.report.figure.value.MeasuredValue;
import org.fieldbeam.report.figure.value.Points;

/** The figure {@code points}: points with error bars, and lines. */
final class PointsKind {
  private PointsKind() {}

  private static final Key NAME = required("name", FigureKind.LINE, "Entry in the legend.");
  private static final Key X = required("x", FigureKind.NUMBERS, "Where the points stand.");
  private static final Key Y = required("y", FigureKind.NUMBERS, "The values.");
  private static final Key JOINED =
      withDefault("joined", new Flag(), "false", "Whether a line joins the points.");

  /** An axis. */
  static final Type AXIS =
      Fields.of(
          required("label", FigureKind.LINE, "What is drawn along the axis, with its unit."),
          withDefault("logarithmic", new Flag(), "false", "Whether the scale is logarithmic."),
          optional(
              "range",
              new Items(Real.any(), 2, 2, false),
              "Both ends; all values are shown if left out."));

  /** Reads a series of its name, where its points stand, and its keys. */
  private interface SeriesReader {
    Points.Series read(FigureBody body, String name, double[] x, Value series);
  }

  private static final Alternatives<SeriesReader> SERIES =
      Alternatives.<SeriesReader>of(
              new Option(
                  "measured",
                  Fields.of(
                      NAME,
                      required("from", Type.REFERENCE, "The measurements."),
                      required("observable", FigureKind.LINE, "The observable, such as phi2."),
                      required(
                          "datasets",
                          new Items(FigureKind.LINE, 1, 1000, false),
                          "The measured ensembles, one for each x."),
                      X,
                      JOINED),
                  "Estimates of the run with their errors."),
              PointsKind::measured)
          .or(
              new Option(
                  "given",
                  Fields.of(
                      NAME,
                      X,
                      Y,
                      optional("error", FigureKind.NUMBERS, "The standard errors."),
                      JOINED),
                  "Given numbers as points, such as those of a paper."),
              PointsKind::given)
          .or(
              new Option(
                  "line",
                  Fields.of(
                      NAME,
                      X,
                      Y,
                      withDefault("dashed", new Flag(), "false", "Whether the line is dashed.")),
                  "Given numbers as a line."),
              PointsKind::line);

  /** The figure {@code points}. */
  @AutoService(FigureKind.class)
  public static final class OfPoints implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "points",
          "A plot of estimates against a parameter, with given numbers and lines beside them.",
          FigureKind.keys(
              required("x", AXIS, "The x axis."),
              required("y", AXIS, "The y axis."),
              required("series", new Items(SERIES.choice(), 1, 20, false), "What is drawn.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return PointsKind.read(body);
    }
  }

  private static Points read(FigureBody body) {
    return new Points(
        body.title(),
        body.caption(),
        axis(body.get("x")),
        axis(body.get("y")),
        body.get("series").items().stream().map(series -> series(body, series)).toList());
  }

  /** Reads an {@link #AXIS}. */
  static Axis axis(Value value) {
    boolean logarithmic = value.get("logarithmic").flag();
    String what = "the range of the axis '" + value.get("label").text() + "'";
    Optional<double[]> range =
        value.find("range").map(ends -> FigureBody.ends(what, ends, logarithmic));
    return new Axis(value.get("label").text(), logarithmic, range);
  }

  private static Points.Series series(FigureBody body, Value choice) {
    Value series = choice.body();
    String name = series.get("name").text();
    double[] x = FigureBody.numbers(series.get("x"));
    return SERIES.meaning(choice).read(body, name, x, series);
  }

  private static Points.Series measured(FigureBody body, String name, double[] x, Value series) {
    List<Value> datasets = series.get("datasets").items();
    FigureBody.requireSameLength("x of " + name, x.length, "datasets", datasets.size());
    List<MeasuredValue> values = new ArrayList<>();
    for (Value dataset : datasets) {
      values.add(body.measured(series.get("from"), dataset, series.get("observable").text()));
    }
    return new Points.Measured(name, x, values, series.get("joined").flag());
  }

  private static Points.Series given(FigureBody body, String name, double[] x, Value series) {
    double[] y = y(series, name, x.length);
    double[] error =
        series.find("error").map(FigureBody::numbers).orElse(Points.noErrors(x.length));
    FigureBody.requireSameLength("x of " + name, x.length, "error", error.length);
    return new Points.Given(name, x, y, error, series.get("joined").flag());
  }

  private static Points.Series line(FigureBody body, String name, double[] x, Value series) {
    return new Points.Line(name, x, y(series, name, x.length), series.get("dashed").flag());
  }

  private static double[] y(Value series, String name, int count) {
    double[] y = FigureBody.numbers(series.get("y"));
    FigureBody.requireSameLength("x of " + name, count, "y", y.length);
    return y;
  }
}
