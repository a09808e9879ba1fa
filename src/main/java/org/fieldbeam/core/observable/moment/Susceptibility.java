package org.fieldbeam.core.observable.moment;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.core.observable.average.Variance;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.grammar.Value;

/** The susceptibility of the magnetisation, and that of its length. */
@AutoService(ObservableKind.class)
public final class Susceptibility implements ObservableKind {
  private static final String M2 = "M2";

  @Override
  public About about() {
    return About.of("susceptibility", "Susceptibility of the magnetisation and of its length.")
        .withFormula(
            "chi = V (<M^2> - <M>^2), of vectors and angles V <|M|^2>; chiAbs = V (<|M|^2> -"
                + " <|M|>^2)");
  }

  @Override
  public int place() {
    return 20;
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

  private record Scaled(double factor) implements DerivedQuantity {
    private static final long serialVersionUID = 1L;

    @Override
    public double value(double[] means) {
      return factor * means[0];
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      gradient[0] = factor;
    }
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    double volume = ensemble.lattice().volume();
    Variance variance = new Variance(volume);
    List<String> lengths = List.of(M2, Magnetization.LENGTH);
    if (ensemble.isScalar()) {
      return () ->
          List.of(
              Observable.of("chiAbs", "V (<M^2> - <|M|>^2)", "V(⟨M²⟩−⟨|M|⟩²)", lengths, variance),
              Observable.of(
                  "chi",
                  "V (<M^2> - <M>^2)",
                  "V(⟨M²⟩−⟨M⟩²)",
                  List.of(M2, Magnetization.MEAN),
                  variance));
    }
    return () ->
        List.of(
            Observable.of("chi", "V <|M|^2>", "V⟨|M|²⟩", List.of(M2), new Scaled(volume)),
            Observable.of(
                "chiAbs", "V (<|M|^2> - <|M|>^2)", "V(⟨|M|²⟩−⟨|M|⟩²)", lengths, variance));
  }
}
