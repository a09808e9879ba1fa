package org.fieldbeam.core.observable.equation;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.grammar.Value;

/** How often chains of complex Langevin ran away since the configuration before. */
@AutoService(ObservableKind.class)
public final class Runaways extends ForComplexChecks {
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
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return new Column(
        (batch, first, out) -> {
          for (int b = 0; b < batch.size(); b++) {
            out[first * batch.size() + b] = batch.runaways()[b];
          }
        });
  }
}
