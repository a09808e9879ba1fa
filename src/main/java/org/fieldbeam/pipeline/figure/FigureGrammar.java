package org.fieldbeam.pipeline.figure;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.FigureSpec;

/** The figures that a report stage may ask for. */
public final class FigureGrammar {
  private FigureGrammar() {}

  /** One figure. */
  static Choice choice() {
    return FigureKind.all().choice();
  }

  /** The figures of a report. */
  public static Items figures() {
    return new Items(choice(), 0, 100, false);
  }

  /** The figures of a report stage; what is wrong with one is reported where it stands. */
  public static List<FigureSpec> read(Value figures, Problems errors) {
    List<FigureSpec> specs = new ArrayList<>();
    for (Value figure : figures.items()) {
      FigureKind kind = FigureKind.all().of(figure);
      FigureBody body = new FigureBody(figure.body());
      try {
        specs.add(new FigureSpec(kind.figure(body), body.inputs()));
      } catch (IllegalArgumentException e) {
        errors.report(figure.at(), "report: figure " + kind.name() + ": " + e.getMessage());
      }
    }
    return specs;
  }
}
