package org.fieldbeam.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.thimble.LefschetzThimbles;
import org.fieldbeam.core.thimble.ThimblePart;
import org.fieldbeam.data.UserException;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Suggestions;
import org.fieldbeam.report.figure.ActionValue;
import org.fieldbeam.report.figure.Compare;
import org.fieldbeam.report.figure.FailureMap;
import org.fieldbeam.report.figure.Outlook;
import org.fieldbeam.report.figure.Recombination;
import org.fieldbeam.report.figure.ScanEstimates;
import org.fieldbeam.report.figure.SchemeValue;

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
  static void check(
      FigureSpec spec, List<StageSpec> earlier, Map<String, Foreseen> foreseen, Problems errors) {
    FigureRules rules = new FigureRules(earlier, errors);
    spec.inputs().stream().distinct().forEach(rules::measured);
    objection(spec, new FigureOutlook(earlier, foreseen, false))
        .ifPresent(objection -> errors.report(objection.at(), objection.words()));
    if (spec.figure() instanceof Recombination recombination) {
      rules.recombination(recombination, at(spec));
    } else if (spec.figure() instanceof FailureMap map) {
      rules.failureMap(map, at(spec));
    } else if (spec.figure() instanceof ScanEstimates estimates) {
      rules.scanEstimates(estimates, at(spec));
    } else if (spec.figure() instanceof Compare compare) {
      compare.rows().forEach(row -> rules.row(row, at(spec)));
    }
  }

  /** What a figure has against what it will read. */
  static Optional<StageNeeds.Objection> objection(FigureSpec spec, Outlook outlook) {
    try {
      spec.figure().require(outlook);
      return Optional.empty();
    } catch (UserException | IllegalArgumentException e) {
      return Optional.of(
          new StageNeeds.Objection(
              at(spec), "report: the figure '" + spec.figure().title() + "': " + e.getMessage()));
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

  /** Its plane is that of a / sqrt(b), b real. */
  private void failureMap(FailureMap map, Location at) {
    points(map.scan()).stream()
        .filter(action -> action.coefficientIm(4) != 0)
        .findFirst()
        .ifPresent(
            action ->
                errors.report(
                    at,
                    "report: failureMap: the scan '"
                        + map.scan()
                        + "' has the action "
                        + action
                        + "; allowed: real b, of which the map is drawn"));
  }

  /** Its exact curves are those of one Re a and one b. */
  private void scanEstimates(ScanEstimates figure, Location at) {
    List<ComplexPolynomial> all =
        figure.series().stream().flatMap(series -> points(series.scan()).stream()).toList();
    all.stream()
        .filter(action -> !onOneCurve(action, all.get(0)))
        .findFirst()
        .ifPresent(
            action ->
                errors.report(
                    at,
                    "report: scanEstimates: the scans hold the actions "
                        + all.get(0)
                        + " and "
                        + action
                        + "; allowed: one Re a and one b, which the exact curves are of"));
  }

  private static boolean onOneCurve(ComplexPolynomial action, ComplexPolynomial first) {
    return action.coefficientRe(2) == first.coefficientRe(2)
        && action.coefficientRe(4) == first.coefficientRe(4)
        && action.coefficientIm(4) == first.coefficientIm(4);
  }

  private void row(Compare.Row row, Location at) {
    if (row.ours().isPresent()
        && row.exact().isPresent()
        && (row.exact().get() instanceof ActionValue || row.exact().get() instanceof SchemeValue)
        && writer(row.ours().get().dataset()).isEmpty()) {
      errors.report(
          at,
          "report: compare: "
              + row.quantity()
              + ": the exact value follows from the ensemble '"
              + row.ours().get().dataset()
              + "', which is no output of this file; give a number");
    }
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
