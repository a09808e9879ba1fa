package org.fieldbeam.core.observable.gauge;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.OptionalDouble;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.grammar.Value;

/** The plaquette of angles on links, averaged over sites and planes. */
@AutoService(ObservableKind.class)
public final class Plaquette implements ObservableKind {
  private static final String NAME = "plaquette";
  private static final String FORMULA = "<cos theta_p>, theta_p the sum around a plaquette";

  @Override
  public About about() {
    return About.of(NAME, "Plaquette of angles on links, averaged over sites and planes.")
        .withFormula(FORMULA)
        .withSource("Wilson, Phys. Rev. D 10 (1974) 2445");
  }

  @Override
  public int place() {
    return 74;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.hasPlaquettes(ensemble);
  }

  @Override
  public String suits() {
    return "angles on links";
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new CosineAverage(
        List.of(Observable.mean(NAME, FORMULA, "⟨cos θ_p⟩").asBasic().asCompared(7)),
        Plaquette::measure);
  }

  @Override
  public OptionalDouble average(Action action, String observable) {
    return CosineAverage.onTorus(action, NAME.equals(observable), torus -> torus.wilsonLoop(1));
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    double[] mean = RectangleLoops.mean(batch, 1, 1);
    System.arraycopy(mean, 0, out, first * batch.size(), batch.size());
  }
}
