package org.fieldbeam.core.observable.moment;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Variance;
import org.fieldbeam.grammar.Value;

/** The variance of the square of the field at a site. */
@AutoService(ObservableKind.class)
public final class Phi2Variance implements ObservableKind {
  private static final String NAME = "phi2Variance";
  private static final String FORMULA = "<phi^4> - <phi^2>^2";

  @Override
  public About about() {
    return About.of(NAME, "Variance of the square of the field at a site.")
        .withFormula(FORMULA)
        .withSource("Fukushima and Kamata, arXiv 2411.11297, where it is <phi^4>_c");
  }

  @Override
  public int place() {
    return 60;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return ensemble.isScalar();
  }

  @Override
  public String suits() {
    return "real scalar fields";
  }

  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return List.of(Phi2.NAME, Phi4Moment.NAME);
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return () ->
        List.of(
            Observable.of(
                    NAME,
                    FORMULA,
                    "⟨φ⁴⟩−⟨φ²⟩²",
                    List.of(Phi4Moment.NAME, Phi2.NAME),
                    new Variance(1))
                .asUnlisted());
  }
}
