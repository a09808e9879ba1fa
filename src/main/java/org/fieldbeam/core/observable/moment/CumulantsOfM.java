package org.fieldbeam.core.observable.moment;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fieldbeam.core.observable.Cumulants;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/** The cumulants of the magnetisation, from the second on. */
@AutoService(ObservableKind.class)
public final class CumulantsOfM implements ObservableKind {
  private static final String ORDER = "order";

  @Override
  public About about() {
    return new About(
        "cumulants",
        "Cumulants of the magnetisation, from the second on.",
        "kappa_n = m_n - sum_(k<n) binomial(n-1, k-1) kappa_k m_(n-k), m_n = <M^n>",
        "",
        Fields.of(
            Key.withDefault(
                ORDER,
                new Whole(2, Magnetization.HIGHEST_POWER),
                String.valueOf(Magnetization.HIGHEST_POWER),
                "The highest order.")));
  }

  @Override
  public int place() {
    return 110;
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
    return List.of(Magnetization.NAME);
  }

  /** Of the moments from the first on. */
  private record OfMoments(int order, DerivedQuantity cumulant) implements DerivedQuantity {
    private static final long serialVersionUID = 1L;

    /** The moments with m_k at index k. */
    private double[] shifted(double[] means) {
      double[] moments = new double[order + 1];
      System.arraycopy(means, 0, moments, 1, order);
      return moments;
    }

    @Override
    public double value(double[] means) {
      return cumulant.value(shifted(means));
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      double[] slopes = new double[order + 1];
      cumulant.gradient(shifted(means), slopes);
      System.arraycopy(slopes, 1, gradient, 0, order);
    }
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    List<Observable> cumulants = new ArrayList<>();
    for (int n = 2; n <= parameters.get(ORDER).integer(); n++) {
      List<String> powers = IntStream.rangeClosed(1, n).mapToObj(Magnetization::power).toList();
      cumulants.add(
          Observable.of(
                  "cumulant" + n,
                  "cumulant of M of order " + n,
                  "⟨M" + "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(n) + "⟩_c",
                  powers,
                  new OfMoments(n, Cumulants.quantity(n)))
              .asUnlisted());
    }
    return () -> cumulants;
  }
}
