package org.fieldbeam.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.ThimblePart;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Suggestions;
import org.fieldbeam.report.figure.ActionValue;
import org.fieldbeam.report.figure.Compare;
import org.fieldbeam.report.figure.Recombination;
import org.fieldbeam.report.figure.ThimblePlot;

/**
 * The rules of figures that concern the stages they refer to: what the file alone shows to be
 * impossible to draw is found before anything runs.
 */
final class FigureRules {
  /** Rows of a table that are looked at beforehand; each takes some milliseconds. */
  private static final int MOST_ROWS = 1000;

  private final List<StageSpec> earlier;
  private final Problems errors;

  private FigureRules(List<StageSpec> earlier, Problems errors) {
    this.earlier = earlier;
    this.errors = errors;
  }

  /** Reports every broken rule to {@code errors}. */
  static void check(FigureSpec spec, List<StageSpec> earlier, Problems errors) {
    FigureRules rules = new FigureRules(earlier, errors);
    spec.inputs().stream().distinct().forEach(rules::measured);
    if (spec.figure() instanceof Recombination recombination) {
      rules.recombination(recombination, at(spec));
    } else if (spec.figure() instanceof ThimblePlot plot) {
      plot.clouds().forEach(cloud -> rules.cloud(plot, cloud.from(), at(spec)));
    } else if (spec.figure() instanceof Compare compare) {
      compare.rows().forEach(row -> rules.row(row, at(spec)));
    }
  }

  private static Location at(FigureSpec spec) {
    return spec.inputs().isEmpty() ? new Location("", 1, 1) : spec.inputs().get(0).reference().at();
  }

  private Optional<StageSpec> writer(String name) {
    return StageSpec.writing(name, earlier);
  }

  /** An ensemble that a figure has an estimate of must have been measured. */
  private void measured(FigureInput input) {
    Optional<StageSpec> writer = writer(input.reference().text());
    if (input.measured().isPresent()
        && writer.isPresent()
        && writer.get() instanceof StageSpec.Measure measure) {
      Reference dataset = input.measured().get();
      if (!measure.names().contains(dataset.text())) {
        errors.report(
            dataset.at(),
            "report: the stage that writes '"
                + input.reference()
                + "' does not measure '"
                + dataset
                + "'"
                + Suggestions.didYouMean(dataset.text(), measure.names())
                + " (it measures "
                + String.join(", ", measure.names())
                + ")");
      }
    }
  }

  private void recombination(Recombination figure, Location at) {
    List<ComplexPolynomial> origin = points(figure.origin());
    List<ComplexPolynomial> outer = points(figure.outer());
    if (!origin.isEmpty() && !outer.isEmpty() && !origin.equals(outer)) {
      errors.report(
          at,
          "report: recombination: the scans '"
              + figure.origin()
              + "' and '"
              + figure.outer()
              + "' have different points; give both the same aRe, aIm and b");
      return;
    }
    List<ComplexPolynomial> all = origin.isEmpty() ? outer : origin;
    if (all.size() > MOST_ROWS) {
      errors.report(
          at,
          "report: recombination: the scan has "
              + all.size()
              + " points; allowed: at most "
              + MOST_ROWS
              + ", the rows of the table");
      return;
    }
    require(
        at,
        "recombination",
        all,
        action -> {
          LefschetzThimbles thimbles = LefschetzThimbles.of(action);
          ThimblePart.ORIGIN.require(thimbles);
          ThimblePart.OUTER.require(thimbles);
        });
  }

  /** The actions of a scan of this file, in order; none for any other output. */
  private List<ComplexPolynomial> points(String scan) {
    return writer(scan)
        .filter(StageSpec.Scan.class::isInstance)
        .map(writer -> ((StageSpec.Scan) writer).points())
        .orElse(List.of())
        .stream()
        .map(point -> point.action().sitePolynomial().orElseThrow())
        .toList();
  }

  private Optional<ComplexPolynomial> site(String ensemble) {
    return writer(ensemble)
        .filter(StageSpec.Generate.class::isInstance)
        .map(writer -> ((StageSpec.Generate) writer).dynamics())
        .filter(Dynamics.ComplexChains.class::isInstance)
        .flatMap(chains -> ((Dynamics.ComplexChains) chains).action().sitePolynomial());
  }

  private void cloud(ThimblePlot plot, String run, Location at) {
    site(run)
        .filter(action -> !action.equals(plot.action()))
        .ifPresent(
            action ->
                errors.report(
                    at,
                    "report: thimbles: the run '"
                        + run
                        + "' has the action "
                        + action
                        + " and the figure "
                        + plot.action()
                        + "; give both the same a and b"));
  }

  private void row(Compare.Row row, Location at) {
    if (row.ours().isPresent()
        && row.exact().isPresent()
        && row.exact().get() instanceof ActionValue value
        && value.part() != ThimblePart.ALL) {
      require(
          at,
          "compare: " + row.quantity(),
          site(row.ours().get().dataset()).stream().toList(),
          action -> {
            LefschetzThimbles thimbles = LefschetzThimbles.of(action);
            value.part().require(thimbles);
          });
    }
  }

  /** Reports what is wrong with the first actions that are refused. */
  private void require(
      Location at,
      String figure,
      List<ComplexPolynomial> actions,
      Consumer<ComplexPolynomial> use) {
    String refused =
        actions.stream()
            .flatMap(action -> objection(action, use).stream())
            .limit(3)
            .collect(Collectors.joining("; "));
    if (!refused.isEmpty()) {
      errors.report(at, "report: " + figure + ": " + refused);
    }
  }

  private static Optional<String> objection(
      ComplexPolynomial action, Consumer<ComplexPolynomial> use) {
    try {
      use.accept(action);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
