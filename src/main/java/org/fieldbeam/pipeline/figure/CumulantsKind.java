package org.fieldbeam.pipeline.figure;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.StageSpec.Product;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.chart.CumulantPaths;

/** The figure {@code cumulants}: cumulants along the forward and the reverse process. */
final class CumulantsKind {
  private CumulantsKind() {}

  private static final Fields SERIES =
      Fields.of(
          required("name", FigureKind.LINE, "Entry in the legend."),
          required("from", Type.REFERENCE, "Noised dataset, or paths of a sample stage."));

  /** Whether it is the magnetisation. */
  private static final Alternatives<Boolean> QUANTITIES =
      Alternatives.of("site", "The field at one site.", false)
          .or("magnetization", "M, the average over the sites.", true);

  /** The figure {@code cumulants}. */
  @AutoService(FigureKind.class)
  public static final class OfCumulants implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "cumulants",
          "Cumulants along the forward and the reverse process, one plot for each order.",
          FigureKind.keys(
              required(
                  "series", new Items(SERIES, 1, 4, false), "Processes, the forward one first."),
              withDefault("of", QUANTITIES.choice(), "site", "Whose cumulants."),
              withDefault(
                  "orders",
                  new Items(new Whole(2, 8), 1, 7, false),
                  "[2, 3, 4, 5, 6, 7, 8]",
                  "Orders of the cumulants.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return CumulantsKind.read(body);
    }
  }

  private static CumulantPaths read(FigureBody body) {
    return new CumulantPaths(
        body.title(),
        body.caption(),
        body.get("series").items().stream().map(series -> series(body, series)).toList(),
        QUANTITIES.meaning(body.get("of")),
        body.get("orders").items().stream().map(Value::integer).toList());
  }

  private static CumulantPaths.Series series(FigureBody body, Value series) {
    return new CumulantPaths.Series(
        series.get("name").text(), body.reference(series.get("from"), Product.NOISED));
  }
}
