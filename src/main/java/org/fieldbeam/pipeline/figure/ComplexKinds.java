package org.fieldbeam.pipeline.figure;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.pipeline.stage.StageSpec.Product;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.chart.DriftHistogram;
import org.fieldbeam.report.figure.chart.FailureMap;
import org.fieldbeam.report.figure.chart.ScanEstimates;

/** The figures of complex Langevin: {@code failureMap, scanEstimates, driftHistogram}. */
final class ComplexKinds {
  private ComplexKinds() {}

  /** The figure {@code failureMap}. */
  @AutoService(FigureKind.class)
  public static final class FailureMapKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "failureMap",
          "Where complex Langevin agrees with quadrature, and what its checks say.",
          FigureKind.keys(required("from", Type.REFERENCE, "The scan.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new FailureMap(
          body.title(), body.caption(), body.reference(body.get("from"), Product.SCAN));
    }
  }

  /** The figure {@code scanEstimates}. */
  @AutoService(FigureKind.class)
  public static final class ScanEstimatesKind implements FigureKind {
    /** Whether it is the imaginary part. */
    private static final Alternatives<Boolean> PARTS =
        Alternatives.of("re", "The real part.", false).or("im", "The imaginary.", true);

    @Override
    public About about() {
      return About.of(
          "scanEstimates",
          "Averages of phi^2 of scans against Im a, with exact curves.",
          FigureKind.keys(
              withDefault("part", PARTS.choice(), "re", "Which part is drawn."),
              required(
                  "series",
                  new Items(
                      Fields.of(
                          required("name", FigureKind.LINE, "Entry in the legend."),
                          required("from", Type.REFERENCE, "The scan; all of one Re a.")),
                      1,
                      4,
                      false),
                  "The scans.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new ScanEstimates(
          body.title(),
          body.caption(),
          PARTS.meaning(body.get("part")),
          body.get("series").items().stream()
              .map(
                  series ->
                      new ScanEstimates.Series(
                          series.get("name").text(),
                          body.reference(series.get("from"), Product.SCAN)))
              .toList());
    }
  }

  /** The figure {@code driftHistogram}. */
  @AutoService(FigureKind.class)
  public static final class DriftHistogramKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "driftHistogram",
          "Distribution of the drift magnitude, to see whether its tail is a power law.",
          FigureKind.keys(
              required("from", new Items(Type.REFERENCE, 1, 6, true), "Complex ensembles.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new DriftHistogram(
          body.title(),
          body.caption(),
          body.get("from").items().stream()
              .map(ensemble -> body.reference(ensemble, Product.COMPLEX))
              .toList());
    }
  }
}
