package org.fieldbeam.core.observable.average;

import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.Quantity;
import org.fieldbeam.core.observable.Recording;

/** Columns without observables: what a lattice has and a single site has not. */
public record Unobserved(Recording recording) implements Recording {
  @Override
  public List<String> columns() {
    return recording.columns();
  }

  @Override
  public Optional<Kernel> kernel() {
    return recording.kernel();
  }

  @Override
  public List<Quantity> quantities() {
    return List.of();
  }

  @Override
  public List<Observable> observables() {
    return List.of();
  }
}
