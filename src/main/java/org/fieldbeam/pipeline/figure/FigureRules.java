package org.fieldbeam.pipeline.figure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.data.UserException;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Suggestions;
import org.fieldbeam.pipeline.stage.FigureInput;
import org.fieldbeam.pipeline.stage.FigureSpec;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageSpec;
import org.fieldbeam.report.figure.Outlook;

/**
 * The rules of figures that concern the stages they refer to: what the file alone shows to be
 * impossible to draw is found before anything runs.
 */
public final class FigureRules {
  private final List<StageSpec> earlier;
  private final Problems errors;

  private FigureRules(List<StageSpec> earlier, Problems errors) {
    this.earlier = earlier;
    this.errors = errors;
  }

  /** Reports every broken rule to {@code errors}. */
  public static void check(
      FigureSpec spec, List<StageSpec> earlier, Map<String, Foreseen> foreseen, Problems errors) {
    FigureRules rules = new FigureRules(earlier, errors);
    spec.inputs().stream().distinct().forEach(rules::measured);
    objection(spec, new FigureOutlook(earlier, foreseen, false))
        .ifPresent(objection -> errors.report(objection.at(), objection.words()));
  }

  /** What a figure has against what it will read. */
  public static Optional<Objection> objection(FigureSpec spec, Outlook outlook) {
    try {
      spec.figure().require(outlook);
      return Optional.empty();
    } catch (UserException | IllegalArgumentException e) {
      return Optional.of(
          new Objection(
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
    if (input.measured().isPresent() && writer.isPresent() && !writer.get().measured().isEmpty()) {
      Reference dataset = input.measured().get();
      List<String> names =
          writer.get().measured().stream().map(StageSpec.MeasuredDataset::name).toList();
      if (!names.contains(dataset.text())) {
        errors.report(
            dataset.at(),
            "report: the stage that writes '"
                + input.reference()
                + "' does not measure '"
                + dataset
                + "'"
                + Suggestions.didYouMean(dataset.text(), names)
                + " (it measures "
                + String.join(", ", names)
                + ")");
      }
    }
  }
}
