package org.fieldbeam.core.observable;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.field.FieldLayout.ValueType;

/** The names that estimates and checks of measured ensembles will have, before they are there. */
public final class CheckNames {
  private static final List<String> OF_CHAINS =
      List.of("thermalization", "window", "stride", "motion", "mixing");

  private static final List<String> OF_COMPLEX_LANGEVIN =
      List.of("runaways", "driftDecay", "boundaryTerms", "contour");

  private CheckNames() {}

  /**
   * The checks of an ensemble.
   *
   * @param action the action
   * @param energies whether its algorithm reports the violation of the energy, as HMC does
   * @param acceptance whether its configurations tell which proposals were accepted
   * @param weighted whether its configurations bear weights
   */
  public static SortedSet<String> ofEnsemble(
      Action action, boolean energies, boolean acceptance, boolean weighted) {
    SortedSet<String> names = new TreeSet<>(OF_CHAINS);
    if (action.layout().type() == ValueType.REAL) {
      names.add("outliers");
    }
    addExact(names, EnsembleMeasurement.of(action).observables(energies));
    if (energies) {
      names.add(Observable.deltaHBalance(0).name());
    }
    if (acceptance) {
      names.add("acceptance");
    }
    if (action.isEven() && action.layout().isScalar()) {
      names.add("symmetry");
    }
    if (weighted) {
      names.add("weights");
    }
    return names;
  }

  /** The checks of a complex ensemble of an action. */
  public static SortedSet<String> ofComplex(ComplexAction action) {
    SortedSet<String> names = new TreeSet<>(OF_CHAINS);
    names.addAll(OF_COMPLEX_LANGEVIN);
    addExact(names, ComplexAnalysis.observables(action));
    if (action.sitePolynomial().isEmpty()) {
      names.add(Observable.SCHWINGER_DYSON);
    }
    return names;
  }

  private static void addExact(SortedSet<String> names, List<Observable> observables) {
    observables.stream()
        .filter(observable -> observable.exact().isPresent())
        .forEach(observable -> names.add(observable.name()));
  }
}
