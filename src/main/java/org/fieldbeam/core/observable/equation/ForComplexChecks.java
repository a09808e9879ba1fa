package org.fieldbeam.core.observable.equation;

import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;

/** A column of complexified fields that only checks look at; it belongs to every ensemble. */
abstract class ForComplexChecks implements ObservableKind {
  @Override
  public final boolean suits(EnsembleTraits ensemble) {
    return ensemble.isComplexified();
  }

  @Override
  public final String suits() {
    return "complexified fields";
  }

  @Override
  public final boolean isAlways() {
    return true;
  }

  /** One column, of the name of the kind, and no observable of it. */
  class Column implements Recording {
    private final Kernel kernel;

    Column(Kernel kernel) {
      this.kernel = kernel;
    }

    @Override
    public final List<String> columns() {
      return List.of(name());
    }

    @Override
    public final Optional<Kernel> kernel() {
      return Optional.of(kernel);
    }

    @Override
    public final List<Observable> observables() {
      return List.of();
    }
  }
}
