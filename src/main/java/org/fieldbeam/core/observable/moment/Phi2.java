package org.fieldbeam.core.observable.moment;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.average.ComplexAverage;
import org.fieldbeam.core.observable.average.ComplexSites;
import org.fieldbeam.core.observable.average.LocalAverage;

/** The square of the field, per site. */
@AutoService(ObservableKind.class)
public final class Phi2 extends FieldPower {
  /** The name, and that of the column. */
  public static final String NAME = "phi2";

  /** The kind, for the catalogue. */
  public Phi2() {
    super(NAME, 2, "⟨φ²⟩", Observable.mean(NAME, "<phi . phi>", "⟨φ·φ⟩"));
  }

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
  int compared() {
    return 1;
  }

  @Override
  boolean isWatched() {
    return true;
  }

  @Override
  LocalAverage scalars() {
    return new LocalAverage() {
      @Override
      protected void add(MeasuredBatch batch, double[] sums) {
        double[] phi = batch.row();
        for (int i = 0; i < sums.length; i++) {
          sums[i] += phi[i] * phi[i];
        }
      }
    };
  }

  @Override
  ComplexSites complexSites() {
    return Phi2::addSquare;
  }

  @Override
  ComplexAverage complexified(EnsembleTraits ensemble) {
    return super.complexified(ensemble).compared(1);
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
