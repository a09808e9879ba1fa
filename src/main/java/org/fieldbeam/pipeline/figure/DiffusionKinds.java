package org.fieldbeam.pipeline.figure;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.beam.model.ScoreModels;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.StageSpec.Product;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.chart.DensityFigure;
import org.fieldbeam.report.figure.chart.KolmogorovTable;
import org.fieldbeam.report.figure.chart.PathsFigure;
import org.fieldbeam.report.figure.chart.ScoreErrorFigure;
import org.fieldbeam.report.figure.chart.ScoreFigure;
import org.fieldbeam.report.figure.value.ModelSource;

/** The figures of diffusion models whose exact law is known: densities, tests, scores, paths. */
final class DiffusionKinds {
  private DiffusionKinds() {}

  private static final ModelSource MODELS = ScoreModels::timeModel;

  private static final double LARGEST_FIELD = 1e6;

  private static final Items PAIR = new Items(Real.any(), 2, 2, false);

  private static final Key DATASETS =
      required("datasets", new Items(Type.REFERENCE, 1, 6, true), "The ensembles.");

  private static final Key RANGE = required("range", PAIR, "Both ends of the axis of phi.");

  /** The figure {@code density}. */
  @AutoService(FigureKind.class)
  public static final class DensityKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "density",
          "Histograms of the field at a site, with the exact density: p_0, or p at the last time"
              + " of a reverse process.",
          FigureKind.keys(
              DATASETS,
              withDefault("bins", new Whole(1, 10_000), "100", "Number of bins."),
              RANGE));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new DensityFigure(
          body.title(),
          body.caption(),
          references(body, "datasets", Product.ENSEMBLE, Product.WEIGHTED),
          body.get("bins").integer(),
          pair(body.get("range")));
    }
  }

  /** The figure {@code kolmogorovSmirnov}. */
  @AutoService(FigureKind.class)
  public static final class KolmogorovSmirnovKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "kolmogorovSmirnov",
          "A table of Kolmogorov-Smirnov tests of independent samples against the exact law.",
          FigureKind.keys(
              DATASETS,
              withDefault(
                  "level", new Real(0, false, 1, false), "0.05", "Probability of a false alarm.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new KolmogorovTable(
          body.title(),
          body.caption(),
          references(body, "datasets", Product.ENSEMBLE),
          body.get("level").real());
    }
  }

  /** The figure {@code score}. */
  @AutoService(FigureKind.class)
  public static final class ScoreKind implements FigureKind {
    private static final Alternatives<ScoreFigure.Quantity> QUANTITIES =
        Alternatives.of("score", "The score.", ScoreFigure.Quantity.SCORE)
            .or(
                "effectiveAction",
                "Minus its integral, 0 at phi = 0.",
                ScoreFigure.Quantity.EFFECTIVE_ACTION);

    @Override
    public About about() {
      return About.of(
          "score",
          "The score of a model of one site at some times, against the exact one.",
          FigureKind.keys(
              required("model", Type.REFERENCE, "The score model, at continuous time."),
              required(
                  "times", new Items(new Real(0, false, 1, true), 1, 6, false), "Diffusion times."),
              RANGE,
              withDefault("quantity", QUANTITIES.choice(), "score", "What is drawn.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new ScoreFigure(
          body.title(),
          body.caption(),
          body.reference(body.get("model"), Product.MODEL),
          MODELS,
          FigureBody.numbers(body.get("times")),
          pair(body.get("range")),
          QUANTITIES.meaning(body.get("quantity")));
    }
  }

  /** The figure {@code scoreError}. */
  @AutoService(FigureKind.class)
  public static final class ScoreErrorKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "scoreError",
          "The density-weighted error of scores of one site against diffusion time.",
          FigureKind.keys(
              required("models", new Items(Type.REFERENCE, 1, 6, true), "Score models."),
              withDefault(
                  "from", new Real(0, false, 1, true), "0.05", "Earliest time the goal is for."),
              withDefault("goal", Real.positive(), "0.05", "Relative error to stay below.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new ScoreErrorFigure(
          body.title(),
          body.caption(),
          references(body, "models", Product.MODEL),
          MODELS,
          body.get("from").real(),
          body.get("goal").real());
    }
  }

  /** The figure {@code paths}. */
  @AutoService(FigureKind.class)
  public static final class PathsKind implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "paths",
          "The paths of the first configurations of a noised dataset at one site.",
          FigureKind.keys(
              required("from", Type.REFERENCE, "The noised dataset."),
              withDefault("count", new Whole(1, 1000), "30", "Number of paths."),
              optional("range", PAIR, "Both ends of the axis of phi.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return new PathsFigure(
          body.title(),
          body.caption(),
          body.reference(body.get("from"), Product.NOISED),
          body.get("count").integer(),
          body.find("range").map(DiffusionKinds::pair).orElse(null));
    }
  }

  private static List<String> references(
      FigureBody body, String key, Product product, Product... more) {
    return body.get(key).items().stream()
        .map(value -> body.reference(value, product, more))
        .toList();
  }

  private static double[] pair(Value value) {
    double[] ends = FigureBody.ends("the range", value, false);
    if (Math.max(Math.abs(ends[0]), Math.abs(ends[1])) > LARGEST_FIELD) {
      throw new IllegalArgumentException(
          "the range is ["
              + ends[0]
              + ", "
              + ends[1]
              + "]; allowed: ends of size up to "
              + LARGEST_FIELD
              + ", as far as exact laws go");
    }
    return ends;
  }
}
