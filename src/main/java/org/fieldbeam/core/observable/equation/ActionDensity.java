package org.fieldbeam.core.observable.equation;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.ComplexAverage;
import org.fieldbeam.core.observable.average.ScalarAverage;
import org.fieldbeam.core.observable.moment.Phi2;
import org.fieldbeam.core.observable.moment.Phi4Moment;
import org.fieldbeam.grammar.Value;

/** The action per site. */
@AutoService(ObservableKind.class)
public final class ActionDensity implements ObservableKind {
  private static final String NAME = "actionDensity";
  private static final String FORMULA = "<S>/V";
  private static final String LABEL = "⟨S⟩/V";

  @Override
  public About about() {
    return About.of(NAME, "Action per site.").withFormula(FORMULA);
  }

  @Override
  public int place() {
    return 80;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return true;
  }

  @Override
  public String suits() {
    return "all fields";
  }

  /** What its rounding errors are told from. */
  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return ensemble.isComplexified()
        ? List.of()
        : ensemble.isScalar() ? List.of(Phi2.NAME, Phi4Moment.NAME) : List.of(SchwingerDyson.NAME);
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    if (ensemble.isComplexified()) {
      return new ComplexAverage(
          NAME,
          FORMULA,
          LABEL,
          Optional.empty(),
          observable -> observable.asBasic().asUnlisted(),
          Radius::force,
          ActionDensity::measureComplex);
    }
    ToDoubleFunction<ToDoubleFunction<String>> size =
        ensemble.isScalar()
            ? means -> Math.abs(means.applyAsDouble(NAME)) + local(means)
            // a sum of terms with derivatives as large as themselves
            : means ->
                Math.abs(means.applyAsDouble(NAME))
                    + Math.sqrt(means.applyAsDouble(SchwingerDyson.FORCE_SQUARED));
    return new ScalarAverage(
        Observable.mean(NAME, FORMULA, LABEL).asBasic(), () -> ActionDensity::measure, size);
  }

  /** The magnitude of what a site of a scalar field contributes. */
  static double local(ToDoubleFunction<String> means) {
    return means.applyAsDouble(Phi2.NAME) + means.applyAsDouble(Phi4Moment.NAME);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    write(batch, batch.actions(), first, out);
  }

  private static void measureComplex(MeasuredBatch batch, int first, double[] out) {
    write(batch, batch.actions(), first, out);
    write(batch, batch.actionsImaginary(), first + 1, out);
  }

  private static void write(MeasuredBatch batch, double[] actions, int column, double[] out) {
    double volume = batch.ensemble().lattice().volume();
    int n = batch.size();
    for (int b = 0; b < n; b++) {
      out[column * n + b] = actions[b] / volume;
    }
  }
}
