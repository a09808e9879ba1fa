package org.fieldbeam.core.observable.gauge;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.grammar.Value;

/** The cosine of the difference of neighbouring angles, averaged over links. */
@AutoService(ObservableKind.class)
public final class LinkCosine implements ObservableKind {
  private static final String NAME = "linkCosine";
  private static final String FORMULA = "<cos(theta_x - theta_{x+mu})>";

  @Override
  public About about() {
    return About.of(NAME, "Cosine of the difference of neighbouring angles, per link.")
        .withFormula(FORMULA);
  }

  @Override
  public int place() {
    return 72;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.isSiteAngles(ensemble) && ensemble.lattice().dimensions() > 0;
  }

  @Override
  public String suits() {
    return "angles at sites";
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new CosineAverage(
        List.of(Observable.mean(NAME, FORMULA, "⟨cos Δθ⟩").asBasic().asCompared(6)),
        LinkCosine::measure);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    Lattice lattice = batch.ensemble().lattice();
    int n = batch.ensemble().layout().components() * batch.size();
    double[] theta = batch.field();
    double[] differences = new double[lattice.volume() * n];
    double[] sum = new double[batch.size()];
    for (int axis = 0; axis < lattice.dimensions(); axis++) {
      for (int site = 0; site < lattice.volume(); site++) {
        int at = site * n;
        int to = lattice.forward(site, axis) * n;
        for (int i = 0; i < n; i++) {
          differences[at + i] = theta[at + i] - theta[to + i];
        }
      }
      CosineAverage.addCosines(differences, batch.size(), sum);
    }
    double links = (double) lattice.dimensions() * batch.ensemble().layout().size();
    for (int b = 0; b < sum.length; b++) {
      out[first * sum.length + b] = sum[b] / links;
    }
  }
}
