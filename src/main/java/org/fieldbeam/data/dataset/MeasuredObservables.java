package org.fieldbeam.data.dataset;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;

/** What measurement datasets say of the observables that were measured. */
public final class MeasuredObservables {
  private MeasuredObservables() {}

  /**
   * What a dataset says of an ensemble, or of the ensemble that was measured.
   *
   * @param energies whether its configurations have the violation of the energy
   * @param acceptance whether they tell which proposals were accepted
   * @throws UserException if it names no action, or one that does not exist
   */
  public static EnsembleTraits traits(DatasetInfo info, boolean energies, boolean acceptance) {
    if (DatasetActions.isComplex(info)) {
      return traits(info, DatasetActions.complex(info), energies, acceptance)
          .withPhase(phase(info));
    }
    return traits(info, DatasetActions.require(info), energies, acceptance);
  }

  private static EnsembleTraits traits(
      DatasetInfo info, LatticeAction action, boolean energies, boolean acceptance) {
    return EnsembleTraits.of(action)
        .withEnergies(energies)
        .withAcceptance(acceptance)
        .withWeights(info.isWeighted());
  }

  /** NaN where it is not known which kernel the chains had, as of an imported ensemble. */
  private static double phase(DatasetInfo info) {
    if (info.property(DatasetInfo.ALGORITHM) == null) {
      return Double.NaN;
    }
    return JsonObject.of(info.property(DatasetInfo.ALGORITHM), "dataset " + info.id())
        .object("parameters")
        .number("phase");
  }

  /** The info of a measurement dataset with what was chosen. */
  public static DatasetInfo describe(
      DatasetInfo info, EnsembleMeasurement measurement, ObservableChoice choice) {
    DatasetInfo described = info.with(DatasetInfo.OBSERVABLES, measurement.chosen());
    return choice.derived().isEmpty()
        ? described
        : described.with(DatasetInfo.DERIVED, new TreeMap<>(choice.derived()));
  }

  /**
   * How the ensemble of a measurement dataset was measured. Those of earlier versions do not say
   * it: all standard observables were.
   *
   * @throws UserException if it names no action or an observable that does not exist
   */
  public static EnsembleMeasurement of(DatasetInfo info) {
    List<String> columns = info.scalars();
    EnsembleTraits traits =
        traits(
            info, columns.contains(DatasetInfo.DELTA_H), columns.contains(DatasetInfo.ACCEPTANCE));
    Object chosen = info.property(DatasetInfo.OBSERVABLES);
    if (chosen == null) {
      return EnsembleMeasurement.recorded(traits, columns);
    }
    try {
      return EnsembleMeasurement.of(traits, ObservableChoice.of(chosen, derived(info)));
    } catch (IllegalArgumentException e) {
      throw UserException.of(
              "the observables of a measurement dataset are not known: " + e.getMessage())
          .where("dataset " + info.id())
          .given(Json.compact(chosen))
          .todo(
              "give the plug-in that the observable comes from, or measure the ensemble again with"
                  + " this version")
          .cause(e)
          .build();
    }
  }

  private static Map<String, String> derived(DatasetInfo info) {
    return info.property(DatasetInfo.DERIVED) instanceof Map<?, ?> formulas
        ? formulas.entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> String.valueOf(entry.getKey()),
                    entry -> String.valueOf(entry.getValue())))
        : Map.of();
  }
}
