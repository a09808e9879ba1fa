package org.example.sinegordon;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.ScalarAverage;
import org.fieldbeam.grammar.Value;

/** The cosine of the field, averaged over sites: minus dF/dg, F the free energy per site. */
@AutoService(ObservableKind.class)
public final class Vertex implements ObservableKind {
  @Override
  public About about() {
    return About.of("vertex", "Cosine of the field, per site.").withFormula("<cos(phi_x)>");
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return ensemble.isScalar();
  }

  @Override
  public String suits() {
    return "scalar fields";
  }

  /** Measured where a file names it. */
  @Override
  public boolean isStandard() {
    return false;
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new ScalarAverage(
        Observable.mean("vertex", "<cos(phi)>", "⟨cos φ⟩").asBasic(),
        () -> Vertex::measure,
        means -> 1);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    int n = batch.size();
    int volume = batch.ensemble().lattice().volume();
    double[] phi = batch.field();
    for (int b = 0; b < n; b++) {
      double sum = 0;
      for (int x = 0; x < volume; x++) {
        sum += StrictMath.cos(phi[x * n + b]);
      }
      out[first * n + b] = sum / volume;
    }
  }
}
