package org.fieldbeam.core.observable.spectrum;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.core.observable.moment.Magnetization;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.grammar.Value;

/** The second-moment correlation length. */
@AutoService(ObservableKind.class)
public final class CorrelationLength implements ObservableKind {
  private static final String NAME = "xi";
  private static final String FORMULA =
      "sqrt(G(0)/G(p_min) - 1)/(2 sin(pi/L)), G(p) = <|phi_p|^2>, G(0) = V <M^2>";

  @Override
  public About about() {
    return About.of(NAME, "Second-moment correlation length.")
        .withFormula(FORMULA)
        .withSource("Cooper, Freedman and Preston, Nucl. Phys. B 210 (1982) 210");
  }

  @Override
  public int place() {
    return 90;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.isScalarOnSites(ensemble);
  }

  @Override
  public String suits() {
    return "real scalar fields on more than one site";
  }

  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return List.of(Magnetization.NAME, LongestWave.NAME);
  }

  /**
   * Of the means of M^2 and G(p_min). 0 with no error (not a number) where noise makes G(0) smaller
   * than G(p_min).
   */
  private record Length(double volume, int extent) implements DerivedQuantity {
    private static final long serialVersionUID = 1L;

    @Override
    public double value(double[] means) {
      return Math.sqrt(Math.max(0, excess(means))) / wave();
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      double root = excess(means) > 0 ? Math.sqrt(excess(means)) : Double.NaN;
      gradient[0] = volume / means[1] / (2 * root * wave());
      gradient[1] = -gradient[0] * means[0] / means[1];
    }

    private double excess(double[] means) {
      return volume * means[0] / means[1] - 1;
    }

    private double wave() {
      return 2 * StrictMath.sin(Math.PI / extent);
    }
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    Length length =
        new Length(ensemble.lattice().volume(), MeasuredBatch.longest(ensemble.lattice()));
    return () ->
        List.of(
            Observable.of(NAME, FORMULA, "ξ", List.of("M2", LongestWave.NAME), length).asRatio());
  }
}
