package org.fieldbeam.core.observable.kind;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.grammar.Value;

/** How often chains of complex Langevin ran away since the configuration before. */
@AutoService(ObservableKind.class)
public final class Runaways implements ObservableKind {
  /** The name, and that of the column. */
  public static final String NAME = "runaways";

  @Override
  public About about() {
    return About.of(NAME, "How often chains ran away, for the check of this name alone.");
  }

  @Override
  public int place() {
    return 106;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return ensemble.isComplexified();
  }

  @Override
  public String suits() {
    return "complexified fields";
  }

  @Override
  public boolean isAlways() {
    return true;
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new Recording() {
      @Override
      public List<String> columns() {
        return List.of(NAME);
      }

      @Override
      public Optional<Kernel> kernel() {
        return Optional.of(
            (batch, first, out) -> {
              for (int b = 0; b < batch.size(); b++) {
                out[first * batch.size() + b] = batch.runaways()[b];
              }
            });
      }

      @Override
      public List<Observable> observables() {
        return List.of();
      }
    };
  }
}
