package org.fieldbeam.core.observable.kind;

import com.google.auto.service.AutoService;
import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.grammar.Value;

/** The square of the field, per site. */
@AutoService(ObservableKind.class)
public final class Phi2 implements ObservableKind {
  private static final String NAME = "phi2";

  @Override
  public About about() {
    return About.of(NAME, "Square of the field, per site.")
        .withFormula("<phi_x . phi_x>; of complexified fields real and imaginary part");
  }

  @Override
  public int place() {
    return 40;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.isReal(ensemble) || ensemble.isComplexified();
  }

  @Override
  public String suits() {
    return "real and complexified fields at sites";
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    if (ensemble.isComplexified()) {
      return complexified(ensemble);
    }
    ToDoubleFunction<ToDoubleFunction<String>> size = means -> means.applyAsDouble(NAME);
    Observable observable =
        (ensemble.isScalar()
                ? Observable.mean(NAME, "<phi^2>", "⟨φ²⟩")
                : Observable.mean(NAME, "<phi . phi>", "⟨φ·φ⟩"))
            .asBasic()
            .asCompared(1);
    return ensemble.isScalar()
        ? new ScalarAverage(observable, Scalar::new, size, true)
        : new ScalarAverage(observable, () -> Phi2::vectors, size, true);
  }

  private static final class Scalar extends LocalAverage {
    @Override
    protected void add(MeasuredBatch batch, double[] sums) {
      double[] phi = batch.row();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += phi[i] * phi[i];
      }
    }
  }

  private static void vectors(MeasuredBatch batch, int first, double[] out) {
    double[] sums = VectorSums.powers(batch, 1);
    System.arraycopy(sums, 0, out, first * batch.size(), batch.size());
  }

  private static Recording complexified(EnsembleTraits ensemble) {
    return new ComplexAverage(
            NAME,
            "<phi^2>",
            "⟨φ²⟩",
            ComplexAverage.moment(ensemble, 2),
            Observable::asBasic,
            means -> Math.pow(means.applyAsDouble(Radius.NAME), 2),
            ComplexSites.average(Phi2::addSquare))
        .compared(1);
  }

  private static void addSquare(MeasuredBatch batch, int site, double[] out, int place) {
    double[] squares = batch.siteSquares();
    int n = batch.size();
    for (int b = 0; b < n; b++) {
      out[place + b] += squares[site * n + b];
      out[place + n + b] += squares[squares.length / 2 + site * n + b];
    }
  }
}
