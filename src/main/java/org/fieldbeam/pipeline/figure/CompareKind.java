package org.fieldbeam.pipeline.figure;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.fieldbeam.core.thimble.ThimblePart;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.report.figure.Figure;
import org.fieldbeam.report.figure.chart.Compare;
import org.fieldbeam.report.figure.value.ActionValue;
import org.fieldbeam.report.figure.value.ExactValue;
import org.fieldbeam.report.figure.value.MeasuredValue;
import org.fieldbeam.report.figure.value.SchemeValue;

/** The figure {@code compare}: a table of a paper's numbers, ours and the exact ones. */
final class CompareKind {
  private CompareKind() {}

  /** What an exact value may follow from, by its name. */
  private static final Alternatives<ExactValue> EXACT_VALUES =
      Alternatives.<ExactValue>of(
              "action",
              "its average: of one site by quadrature, of two-dimensional u1 by sums over characters",
              new ActionValue(ThimblePart.ALL))
          .or(
              "scheme",
              "that of the Euler-Maruyama scheme of the algorithm langevin, of one site",
              new SchemeValue())
          .or(
              "originThimble",
              "that over the thimble through the origin, on which complex Langevin stays",
              new ActionValue(ThimblePart.ORIGIN))
          .or(
              "outerThimbles",
              "that over the thimbles away from the origin, on which complex Langevin stays",
              new ActionValue(ThimblePart.OUTER));

  private static final Fields ROW =
      Fields.of(
          required("quantity", FigureKind.LINE, "What is compared, as a formula in plain text."),
          optional("paper", FigureKind.LINE, "The paper's number, as printed."),
          optional("dataset", FigureKind.LINE, "The measured ensemble."),
          optional("observable", FigureKind.LINE, "The observable, such as phi2."),
          optional(
              "exact",
              EXACT_VALUES.nameOr(Real.any()),
              "The exact value: a number, or what follows from the ensemble beside it."
                  + " "
                  + EXACT_VALUES.described()
                  + "."),
          optional(
              "error",
              Real.positive(),
              "One standard error of the number exact, where it was measured in a long run"
                  + " elsewhere; the pull takes it in."));

  /** The figure {@code compare}. */
  @AutoService(FigureKind.class)
  public static final class OfCompare implements FigureKind {
    @Override
    public About about() {
      return About.of(
          "compare",
          "A table: quantity, the paper's number, ours with its error, the exact one, pull.",
          FigureKind.keys(
              optional("from", Type.REFERENCE, "The measurements that rows refer to."),
              required("rows", new Items(ROW, 1, 1000, false), "The rows.")));
    }

    @Override
    public Figure figure(FigureBody body) {
      return CompareKind.read(body);
    }
  }

  private static Compare read(FigureBody body) {
    return new Compare(
        body.title(),
        body.caption(),
        body.get("rows").items().stream().map(row -> row(body, row)).toList());
  }

  private static Compare.Row row(FigureBody body, Value row) {
    Optional<MeasuredValue> ours = ours(body, row);
    Optional<Value> exact = row.find("exact");
    if (exact.isPresent() && exact.get().isText() && ours.isEmpty()) {
      throw new IllegalArgumentException(
          "the row '"
              + row.get("quantity").text()
              + "' has exact: "
              + exact.get().text()
              + ", which follows from an ensemble; it needs dataset and observable, or a number");
    }
    Optional<Value> error = row.find("error");
    if (error.isPresent() && (exact.isEmpty() || exact.get().isText())) {
      throw new IllegalArgumentException(
          "the row '"
              + row.get("quantity").text()
              + "' has an error that belongs to no number; allowed: error beside exact: NUMBER");
    }
    return new Compare.Row(
        row.get("quantity").text(),
        row.find("paper").map(Value::text).orElse(""),
        ours,
        exact.map(
            value ->
                value.isText()
                    ? EXACT_VALUES.named(value)
                    : ExactValue.of(value.real(), error.map(Value::real).orElse(0.0))));
  }

  private static Optional<MeasuredValue> ours(FigureBody body, Value row) {
    Optional<Value> dataset = row.find("dataset");
    Optional<Value> observable = row.find("observable");
    if (dataset.isEmpty() && observable.isEmpty()) {
      return Optional.empty();
    }
    Optional<Value> from = body.find("from");
    if (dataset.isEmpty() || observable.isEmpty() || from.isEmpty()) {
      throw new IllegalArgumentException(
          "the row '"
              + row.get("quantity").text()
              + "' needs dataset and observable, and the table needs from: the measurements");
    }
    return Optional.of(body.measured(from.get(), dataset.get(), observable.get().text()));
  }
}
