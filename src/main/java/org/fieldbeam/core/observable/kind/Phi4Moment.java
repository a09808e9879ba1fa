package org.fieldbeam.core.observable.kind;

import com.google.auto.service.AutoService;
import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.grammar.Value;

/** The fourth power of the field, per site. */
@AutoService(ObservableKind.class)
public final class Phi4Moment implements ObservableKind {
  private static final String NAME = "phi4";

  @Override
  public About about() {
    return About.of(NAME, "Fourth power of the field, per site.")
        .withFormula("<(phi_x . phi_x)^2>; of complexified fields real and imaginary part");
  }

  @Override
  public int place() {
    return 50;
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
                ? Observable.mean(NAME, "<phi^4>", "⟨φ⁴⟩")
                : Observable.mean(NAME, "<(phi . phi)^2>", "⟨(φ·φ)²⟩"))
            .asBasic()
            .asCompared(5);
    return ensemble.isScalar()
        ? new ScalarAverage(observable, Scalar::new, size)
        : new ScalarAverage(observable, () -> Phi4Moment::vectors, size);
  }

  private static final class Scalar extends LocalAverage {
    @Override
    protected void add(MeasuredBatch batch, double[] sums) {
      double[] phi = batch.row();
      for (int i = 0; i < sums.length; i++) {
        double square = phi[i] * phi[i];
        sums[i] += square * square;
      }
    }
  }

  private static void vectors(MeasuredBatch batch, int first, double[] out) {
    double[] sums = VectorSums.powers(batch, 2);
    System.arraycopy(sums, 0, out, first * batch.size(), batch.size());
  }

  private static Recording complexified(EnsembleTraits ensemble) {
    return new ComplexAverage(
        NAME,
        "<phi^4>",
        "⟨φ⁴⟩",
        ComplexAverage.moment(ensemble, 4),
        Observable::asBasic,
        means -> Math.pow(means.applyAsDouble(Radius.NAME), 4),
        ComplexSites.average(Phi4Moment::addFourth));
  }

  private static void addFourth(MeasuredBatch batch, int site, double[] out, int place) {
    double[] squares = batch.siteSquares();
    int n = batch.size();
    for (int b = 0; b < n; b++) {
      double u = squares[site * n + b];
      double v = squares[squares.length / 2 + site * n + b];
      out[place + b] += u * u - v * v;
      out[place + n + b] += 2 * u * v;
    }
  }
}
