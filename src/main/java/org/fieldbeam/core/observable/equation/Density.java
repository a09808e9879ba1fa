package org.fieldbeam.core.observable.equation;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.ComplexAverage;
import org.fieldbeam.grammar.Value;

/** The density of particles, of actions with a chemical potential. */
@AutoService(ObservableKind.class)
public final class Density implements ObservableKind {
  private static final String NAME = "density";

  @Override
  public About about() {
    return About.of(NAME, "Density of particles, of actions with a chemical potential.")
        .withFormula("<n>, n = -(1/V) dS/dmu")
        .withSource("Aarts, Phys. Rev. Lett. 102 (2009) 131601");
  }

  @Override
  public int place() {
    return 108;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return density(ensemble).isPresent();
  }

  @Override
  public String suits() {
    return "complexified actions with a chemical potential";
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new ComplexAverage(
            NAME,
            "<n>, n = -(1/V) dS/dmu",
            "⟨n⟩",
            Optional.empty(),
            Observable::asBasic,
            means -> Math.pow(means.applyAsDouble(Radius.NAME), 2),
            Density::measure)
        .compared(3);
  }

  private static Optional<ComplexAction.ParticleDensity> density(EnsembleTraits ensemble) {
    return ensemble.action().complexified().flatMap(ComplexAction::particleDensity);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    int n = batch.size();
    double[] re = new double[n];
    double[] im = new double[n];
    density(batch.ensemble()).orElseThrow().of(batch.field(), batch.imaginary(), n, re, im);
    System.arraycopy(re, 0, out, first * n, n);
    System.arraycopy(im, 0, out, (first + 1) * n, n);
  }
}
