package org.fieldbeam.core.observable.gauge;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.OptionalDouble;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.grammar.Value;

/** The topological charge of angles on the links of a two-dimensional torus, an integer. */
@AutoService(ObservableKind.class)
public final class TopologicalCharge implements ObservableKind {
  /** The name of the kind, of its column and of its observable. */
  public static final String NAME = "topologicalCharge";

  private static final String FORMULA =
      "<Q>, Q = sum_p theta_p / 2 pi, each theta_p taken in [-pi, pi)";

  @Override
  public About about() {
    return About.of(NAME, "Topological charge of two-dimensional gauge fields, an integer.")
        .withFormula(FORMULA)
        .withSource("Panagiotakopoulos, Nucl. Phys. B 251 (1985) 61");
  }

  @Override
  public int place() {
    return 78;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.hasPlaquettes(ensemble) && ensemble.lattice().dimensions() == 2;
  }

  @Override
  public String suits() {
    return "angles on the links of two-dimensional lattices";
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new CosineAverage(
        List.of(Observable.mean(NAME, FORMULA, "⟨Q⟩").asExactly(0)), TopologicalCharge::measure);
  }

  @Override
  public OptionalDouble average(Action action, String observable) {
    return CosineAverage.onTorus(action, NAME.equals(observable), torus -> 0);
  }

  private static void measure(MeasuredBatch batch, int first, double[] out) {
    int n = batch.size();
    double[] charge = charges(batch);
    System.arraycopy(charge, 0, out, first * n, n);
  }

  /** Q of every configuration: whole numbers, without rounding. */
  static double[] charges(MeasuredBatch batch) {
    Lattice lattice = batch.ensemble().lattice();
    int n = batch.size();
    double[] theta = batch.field();
    double[] sum = new double[n];
    for (int site = 0; site < lattice.volume(); site++) {
      int right = (2 * lattice.forward(site, 0) + 1) * n;
      int up = 2 * lattice.forward(site, 1) * n;
      int at = 2 * site * n;
      for (int b = 0; b < n; b++) {
        sum[b] += Angles.wrap(theta[at + b] + theta[right + b] - theta[up + b] - theta[at + n + b]);
      }
    }
    for (int b = 0; b < n; b++) {
      sum[b] = Math.rint(sum[b] / (2 * Math.PI));
    }
    return sum;
  }
}
