package org.fieldbeam.core.observable.moment;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.grammar.Value;

/** The Binder cumulant of the magnetisation. */
@AutoService(ObservableKind.class)
public final class Binder implements ObservableKind {
  private static final String NAME = "binder";

  @Override
  public About about() {
    return About.of(NAME, "Binder cumulant of the magnetisation.")
        .withFormula("U_L = 1 - <|M|^4>/(3 <|M|^2>^2)")
        .withSource("Binder, Z. Phys. B 43 (1981) 119");
  }

  @Override
  public int place() {
    return 30;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.isReal(ensemble) || Layouts.isSiteAngles(ensemble);
  }

  @Override
  public String suits() {
    return "real fields and angles at sites";
  }

  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return List.of(Magnetization.NAME);
  }

  /** Of the means of square and fourth power. */
  private record Cumulant() implements DerivedQuantity {
    private static final long serialVersionUID = 1L;

    @Override
    public double value(double[] means) {
      return 1 - means[1] / (3 * means[0] * means[0]);
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      double m2 = means[0];
      gradient[1] = -1 / (3 * m2 * m2);
      gradient[0] = 2 * means[1] / (3 * m2 * m2 * m2);
    }
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    String formula = ensemble.isScalar() ? "1 - <M^4>/(3 <M^2>^2)" : "1 - <|M|^4>/(3 <|M|^2>^2)";
    return () ->
        List.of(Observable.of(NAME, formula, "U_L", List.of("M2", "M4"), new Cumulant()).asRatio());
  }
}
