package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.action.Action;

/** How ensembles of an action are measured: real scalar fields by fast kernels, others by kinds. */
public final class EnsembleMeasurement {
  private final Action action;

  private EnsembleMeasurement(Action action) {
    this.action = action;
  }

  /** Returns how ensembles of an action are measured. */
  public static EnsembleMeasurement of(Action action) {
    return new EnsembleMeasurement(action);
  }

  private boolean isScalar() {
    return action.layout().isScalar();
  }

  /** Returns the names of the numbers that {@link #kernel} records of a configuration. */
  public List<String> columns() {
    return isScalar() ? ObservableKernel.columns(action.lattice()) : LayoutAnalysis.columns(action);
  }

  /** Returns a new kernel, for one thread. */
  public Recording.FieldKernel kernel() {
    if (isScalar()) {
      ObservableKernel kernel = new ObservableKernel(action);
      return (phi, batch, first, out) -> kernel.measure(phi, batch, out);
    }
    List<Recording> recordings = LayoutAnalysis.recordings(action);
    List<Recording.FieldKernel> kernels = recordings.stream().map(Recording::kernel).toList();
    return (phi, batch, first, out) -> {
      int at = first;
      for (int k = 0; k < kernels.size(); k++) {
        kernels.get(k).measure(phi, batch, at, out);
        at += recordings.get(k).columns().size();
      }
    };
  }

  /** Returns what makes estimates and checks of the numbers. */
  public MeasurementAnalysis analysis() {
    return isScalar() ? new EnsembleAnalysis(action) : new LayoutAnalysis(action);
  }

  /**
   * Returns the observables that are estimated, in the order in which reports print them.
   *
   * @param energies whether the algorithm reports the violation of the energy, as HMC does
   */
  public List<Observable> observables(boolean energies) {
    List<Observable> observables =
        new ArrayList<>(
            isScalar()
                ? Observable.standard(action.lattice())
                : LayoutAnalysis.observables(action));
    if (energies) {
      observables.add(Observable.expMinusDeltaH());
    }
    return List.copyOf(observables);
  }
}
