package org.fieldbeam.core.observable.moment;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Quantity;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.grammar.Value;

/**
 * The shape of configurations: neither a change of the overall scale nor a flip of clusters changes
 * it, and so it shows whether anything else moves. 1 on a single site.
 */
@AutoService(ObservableKind.class)
public final class Shape implements ObservableKind {
  private static final String NAME = "shape";
  private static final String FORMULA = "<V sum_x phi_x^4/(sum_x phi_x^2)^2>";

  @Override
  public About about() {
    return About.of(
            NAME, "Shape of configurations, for the check mixing alone: whether chains move.")
        .withFormula(FORMULA);
  }

  @Override
  public int place() {
    return 150;
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
    return List.of(Phi2.NAME, Phi4Moment.NAME);
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new Recording() {
      @Override
      public List<Quantity> quantities() {
        return List.of(Quantity.of(NAME));
      }

      @Override
      public Optional<Expansion> expansion(ToIntFunction<String> columns) {
        int squares = columns.applyAsInt(Phi2.NAME);
        int fourths = columns.applyAsInt(Phi4Moment.NAME);
        return Optional.of(
            (row, quantities, first) -> {
              double square = row.column(squares) * row.column(squares);
              quantities[first] = square > 0 ? row.column(fourths) / square : 0;
            });
      }

      @Override
      public List<Observable> observables() {
        return List.of(Observable.mean(NAME, FORMULA, "⟨V Σφ⁴/(Σφ²)²⟩").asMotion());
      }
    };
  }
}
