package org.fieldbeam.core.observable.equation;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.core.observable.average.LocalAverage;
import org.fieldbeam.core.observable.average.ScalarAverage;
import org.fieldbeam.core.observable.average.Unobserved;
import org.fieldbeam.core.observable.average.VectorSums;
import org.fieldbeam.core.observable.moment.Phi2;
import org.fieldbeam.grammar.Value;

/** Products of the field at neighbouring sites, per site. */
@AutoService(ObservableKind.class)
public final class Neighbours implements ObservableKind {
  private static final String NAME = "nn";

  @Override
  public About about() {
    return About.of(NAME, "Products of the field at neighbouring sites, per site.")
        .withFormula("<sum_mu phi_x . phi_(x+mu)>");
  }

  @Override
  public int place() {
    return 70;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.isReal(ensemble);
  }

  @Override
  public String suits() {
    return "real fields at sites";
  }

  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return List.of(Phi2.NAME);
  }

  /** On a single site, a neighbour of itself, the column is phi^2, and no observable. */
  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    boolean single = ensemble.isScalar() && ensemble.lattice().volume() == 1;
    int axes =
        ensemble.isScalar() ? ensemble.lattice().shape().length : ensemble.lattice().dimensions();
    Observable observable =
        (ensemble.isScalar()
                ? Observable.mean(NAME, "<sum_mu phi_x phi_{x+mu}>", "⟨nn⟩")
                : Observable.mean(NAME, "<sum_mu phi_x . phi_{x+mu}>", "⟨nn⟩"))
            .asBasic()
            .asCompared(3);
    ScalarAverage average =
        ensemble.isScalar()
            ? new ScalarAverage(
                observable, Scalar::new, means -> axes * means.applyAsDouble(Phi2.NAME))
            : new ScalarAverage(
                observable,
                () -> Neighbours::vectors,
                means -> axes * means.applyAsDouble(Phi2.NAME));
    return single ? new Unobserved(average) : average;
  }

  private static final class Scalar extends LocalAverage {
    @Override
    protected void add(MeasuredBatch batch, double[] sums) {
      double[] phi = batch.row();
      int axes = batch.ensemble().lattice().shape().length;
      for (int axis = 0; axis < axes; axis++) {
        double[] ahead = batch.ahead(axis);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += phi[i] * ahead[i];
        }
      }
    }
  }

  private static void vectors(MeasuredBatch batch, int first, double[] out) {
    double[] sums = VectorSums.neighbours(batch);
    System.arraycopy(sums, 0, out, first * batch.size(), batch.size());
  }
}
