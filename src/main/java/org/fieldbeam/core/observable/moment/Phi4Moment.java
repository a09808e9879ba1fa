package org.fieldbeam.core.observable.moment;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.average.ComplexSites;
import org.fieldbeam.core.observable.average.LocalAverage;

/** The fourth power of the field, per site. */
@AutoService(ObservableKind.class)
public final class Phi4Moment extends FieldPower {
  /** The name, and that of the column. */
  public static final String NAME = "phi4";

  /** The kind, for the catalogue. */
  public Phi4Moment() {
    super(NAME, 4, "⟨φ⁴⟩", Observable.mean(NAME, "<(phi . phi)^2>", "⟨(φ·φ)²⟩"));
  }

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
  int compared() {
    return 5;
  }

  @Override
  boolean isWatched() {
    return false;
  }

  @Override
  LocalAverage scalars() {
    return new LocalAverage() {
      @Override
      protected void add(MeasuredBatch batch, double[] sums) {
        double[] phi = batch.row();
        for (int i = 0; i < sums.length; i++) {
          double square = phi[i] * phi[i];
          sums[i] += square * square;
        }
      }
    };
  }

  @Override
  ComplexSites complexSites() {
    return Phi4Moment::addFourth;
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
