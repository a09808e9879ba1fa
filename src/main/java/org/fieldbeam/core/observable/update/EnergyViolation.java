package org.fieldbeam.core.observable.update;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Quantity;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.grammar.Value;

/**
 * The violation Delta H of the energy by the updates that led to the configurations, where every
 * one has its own. {@code deltaHBalance}, for a check alone, is bounded.
 */
@AutoService(ObservableKind.class)
public final class EnergyViolation implements ObservableKind {
  private static final String NAME = "expMinusDeltaH";
  private static final String BALANCE = "deltaHBalance";
  private static final String KNOWN = "hasDeltaH";

  /** Keeps sums finite; a Delta H below -300 fails every check anyway. */
  private static final double LARGEST_EXPONENT = 300;

  @Override
  public About about() {
    return About.of(NAME, "Exponential of the violation of the energy, of HMC.")
        .withFormula("<exp(-Delta H)>")
        .withSource("Creutz, Phys. Rev. D 38 (1988) 1228");
  }

  @Override
  public int place() {
    return 160;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return ensemble.energies();
  }

  @Override
  public String suits() {
    return "ensembles whose algorithm reports Delta H, as HMC does";
  }

  @Override
  public boolean isAlways() {
    return true;
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new Recording() {
      @Override
      public List<Quantity> quantities() {
        return List.of(Quantity.of(NAME), Quantity.of(BALANCE), Quantity.of(KNOWN));
      }

      @Override
      public Optional<Expansion> expansion(ToIntFunction<String> columns) {
        return Optional.of(EnergyViolation::expand);
      }

      @Override
      public List<Observable> observables() {
        return List.of(
            Observable.mean(NAME, "<exp(-Delta H)>", "⟨exp(−ΔH)⟩")
                .asExactly(1)
                .whereAlways(KNOWN)
                .asUnlisted(),
            Observable.mean(
                    BALANCE,
                    "<sign(Delta H) min(1, exp(-Delta H))>",
                    "<sign(Delta H) min(1, exp(-Delta H))>")
                .asExactly(0)
                .whereAlways(KNOWN)
                .asHidden());
      }

      @Override
      public double magnitude(String quantity, ToDoubleFunction<String> means) {
        return means.applyAsDouble(quantity.equals(BALANCE) ? KNOWN : quantity);
      }
    };
  }

  private static void expand(Recording.Row row, double[] quantities, int first) {
    double deltaH = row.deltaH();
    boolean known = !Double.isNaN(deltaH);
    // A trajectory that blew up counts as one that is never accepted: exp(-Delta H) = 0.
    double factor = known ? StrictMath.exp(Math.min(-deltaH, LARGEST_EXPONENT)) : 0;
    quantities[first] = factor;
    quantities[first + 1] = known ? Math.signum(deltaH) * Math.min(1, factor) : 0;
    quantities[first + 2] = known ? 1 : 0;
  }
}
