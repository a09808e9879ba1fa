package org.fieldbeam.core.observable.gauge;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.OptionalDouble;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.grammar.Value;

/** The topological susceptibility of two-dimensional gauge fields. */
@AutoService(ObservableKind.class)
public final class TopologicalSusceptibility implements ObservableKind {
  /** The name of the kind, of its column and of its observable. */
  public static final String NAME = "topologicalSusceptibility";

  private static final String FORMULA = "chi_Q = <Q^2>/V";

  @Override
  public About about() {
    return About.of(NAME, "Topological susceptibility of two-dimensional gauge fields.")
        .withFormula(FORMULA);
  }

  @Override
  public int place() {
    return 79;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return new TopologicalCharge().suits(ensemble);
  }

  @Override
  public String suits() {
    return new TopologicalCharge().suits();
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new CosineAverage(
        List.of(Observable.mean(NAME, FORMULA, "χ_Q").asBasic().asCompared(9)),
        TopologicalSusceptibility::measure);
  }

  @Override
  public OptionalDouble average(Action action, String observable) {
    return CosineAverage.onTorus(action, NAME.equals(observable), GaugeTorus::susceptibility);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    double[] charge = TopologicalCharge.charges(batch);
    for (int b = 0; b < charge.length; b++) {
      out[first * charge.length + b] = charge[b] * charge[b] / batch.ensemble().lattice().volume();
    }
  }
}
