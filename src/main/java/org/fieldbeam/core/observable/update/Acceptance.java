package org.fieldbeam.core.observable.update;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Quantity;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.grammar.Value;

/**
 * The fraction of the proposals that was accepted on the way from one configuration to the next.
 */
@AutoService(ObservableKind.class)
public final class Acceptance implements ObservableKind {
  /** The name, and that of the quantity, which is 0 where nothing was proposed. */
  public static final String NAME = "acceptance";

  /** The quantity that is 1 where there were proposals, 0 where not. */
  public static final String PROPOSED = "proposed";

  @Override
  public About about() {
    return About.of(NAME, "Fraction of the proposals that was accepted, for the check alone.");
  }

  @Override
  public int place() {
    return 170;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return ensemble.acceptance();
  }

  @Override
  public String suits() {
    return "ensembles that tell which proposals were accepted";
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
        return List.of(Quantity.of(NAME), Quantity.of(PROPOSED));
      }

      @Override
      public Optional<Expansion> expansion(ToIntFunction<String> columns) {
        return Optional.of(
            (row, quantities, first) -> {
              boolean proposed = !Double.isNaN(row.acceptance());
              quantities[first] = proposed ? row.acceptance() : 0;
              quantities[first + 1] = proposed ? 1 : 0;
            });
      }

      @Override
      public List<Observable> observables() {
        return List.of();
      }
    };
  }
}
