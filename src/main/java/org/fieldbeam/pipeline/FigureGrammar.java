package org.fieldbeam.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Value;

/** The figures that a report stage may ask for. */
final class FigureGrammar {
  private FigureGrammar() {}

  /** All kinds; a new one is added here and nowhere else. */
  static final List<FigureKind> KINDS =
      List.of(
          CompareKind.KIND,
          ComplexKinds.DRIFT_HISTOGRAM,
          ComplexKinds.FAILURE_MAP,
          ComplexKinds.SCAN_ESTIMATES,
          CumulantsKind.KIND,
          LangevinKinds.TIMES,
          LangevinKinds.TRAJECTORIES,
          PointsKind.KIND,
          ThimbleKinds.CONTOURS,
          ThimbleKinds.RECOMBINATION,
          ThimbleKinds.THIMBLES,
          ThimbleKinds.VALUES,
          DiffusionKinds.DENSITY,
          DiffusionKinds.KOLMOGOROV,
          DiffusionKinds.SCORE,
          DiffusionKinds.SCORE_ERROR,
          DiffusionKinds.PATHS);

  /** One figure. */
  static Choice choice() {
    return new Choice(KINDS.stream().map(FigureKind::option).toList());
  }

  /** The figures of a report. */
  static Items figures() {
    return new Items(choice(), 0, 100, false);
  }

  /** The figures of a report stage; what is wrong with one is reported where it stands. */
  static List<FigureSpec> read(Value figures, Problems errors) {
    List<FigureSpec> specs = new ArrayList<>();
    for (Value figure : figures.items()) {
      FigureKind kind =
          KINDS.stream()
              .filter(known -> known.name().equals(figure.choice()))
              .findFirst()
              .orElseThrow(() -> StageReader.notInGrammar(figure));
      FigureBody body = new FigureBody(figure.body());
      try {
        specs.add(new FigureSpec(kind.reader().apply(body), body.inputs()));
      } catch (IllegalArgumentException e) {
        errors.report(figure.at(), "report: figure " + kind.name() + ": " + e.getMessage());
      }
    }
    return specs;
  }
}
