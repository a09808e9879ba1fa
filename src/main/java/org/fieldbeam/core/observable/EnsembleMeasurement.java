package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.observable.ObservableChoice.Chosen;

/**
 * How an ensemble is measured: which kinds of observables, what they record, what is estimated and
 * checked. Kinds that a chosen one needs are measured along with it, and their estimates are for
 * checks alone.
 */
public final class EnsembleMeasurement {
  private final EnsembleTraits ensemble;
  private final List<Recording> recordings = new ArrayList<>();
  private final List<Observable> observables = new ArrayList<>();
  private final List<Object> chosen = new ArrayList<>();

  private EnsembleMeasurement(EnsembleTraits ensemble) {
    this.ensemble = ensemble;
  }

  /** Returns how ensembles of an action are measured where nothing is chosen. */
  public static EnsembleMeasurement of(LatticeAction action) {
    return of(EnsembleTraits.of(action), ObservableChoice.standard());
  }

  /**
   * Returns how an ensemble is measured.
   *
   * @throws IllegalArgumentException if a chosen kind does not suit the ensemble
   */
  public static EnsembleMeasurement of(EnsembleTraits ensemble, ObservableChoice choice) {
    List<Chosen> chosen = choice.isStandard() ? standard(ensemble) : choice.kinds();
    return of(ensemble, chosen, choice);
  }

  /**
   * Returns how measurements are read that do not say what was chosen: every standard kind that
   * suits, without those that version 0.1 did not have and whose columns are missing.
   *
   * @param columns the columns that there are
   */
  public static EnsembleMeasurement recorded(EnsembleTraits ensemble, Collection<String> columns) {
    List<Chosen> chosen = standard(ensemble);
    chosen.removeIf(
        kind ->
            kind.kind().isNewer()
                && !columns.containsAll(
                    kind.kind().recording(ensemble, kind.parameters()).columns()));
    return of(ensemble, chosen, ObservableChoice.standard());
  }

  /** Returns how the Schwinger-Dyson equations alone are measured, of all kinds that have any. */
  public static EnsembleMeasurement ofEquations(LatticeAction action) {
    EnsembleTraits ensemble = EnsembleTraits.of(action);
    List<Chosen> chosen = standard(ensemble);
    chosen.removeIf(
        kind ->
            kind.kind().recording(ensemble, kind.parameters()).observables().stream()
                .noneMatch(Observable::isIdentity));
    return of(ensemble, chosen, ObservableChoice.standard());
  }

  private static List<Chosen> standard(EnsembleTraits ensemble) {
    List<Chosen> chosen = new ArrayList<>();
    for (ObservableKind kind : ObservableKind.all().all()) {
      if (kind.isStandard() && kind.suits(ensemble)) {
        chosen.add(Chosen.of(kind));
      }
    }
    return chosen;
  }

  private static EnsembleMeasurement of(
      EnsembleTraits ensemble, List<Chosen> chosen, ObservableChoice choice) {
    Map<String, Chosen> all = new TreeMap<>();
    for (Chosen kind : chosen) {
      requireSuited(kind.kind(), ensemble);
      all.put(kind.kind().name(), kind);
    }
    Set<String> shown = Set.copyOf(all.keySet());
    for (ObservableKind kind : ObservableKind.all().all()) {
      if (kind.isAlways() && kind.suits(ensemble)) {
        all.putIfAbsent(kind.name(), Chosen.of(kind));
      }
    }
    for (Chosen kind : List.copyOf(all.values())) {
      addNeeded(kind.kind(), ensemble, all);
    }
    List<Chosen> sorted = new ArrayList<>(all.values());
    sorted.sort(Comparator.comparingInt(kind -> kind.kind().place()));
    EnsembleMeasurement measurement = new EnsembleMeasurement(ensemble);
    Names names = new Names();
    for (Chosen kind : chosen) {
      measurement.chosen.add(new TreeMap<>(Map.of(kind.kind().name(), kind.parameters().tree())));
    }
    for (Chosen kind : sorted) {
      Recording recording = kind.kind().recording(ensemble, kind.parameters());
      names.add(kind.kind(), recording);
      measurement.recordings.add(recording);
      for (Observable observable : recording.observables()) {
        measurement.observables.add(
            shown.contains(kind.kind().name()) ? observable : observable.asHidden());
      }
    }
    measurement.observables.addAll(
        DerivedObservables.of(choice.derived(), measurement.observables()));
    return measurement;
  }

  private static void requireSuited(ObservableKind kind, EnsembleTraits ensemble) {
    if (!kind.suits(ensemble)) {
      throw new IllegalArgumentException(
          "the observable '"
              + kind.name()
              + "' is for "
              + kind.suits()
              + "; the ensemble has "
              + ensemble.layout()
              + ", action "
              + ensemble.action().description());
    }
  }

  private static void addNeeded(
      ObservableKind kind, EnsembleTraits ensemble, Map<String, Chosen> all) {
    for (String name : kind.needs(ensemble)) {
      if (!all.containsKey(name)) {
        ObservableKind needed = ObservableKind.all().get(name);
        requireSuited(needed, ensemble);
        all.put(name, Chosen.of(needed));
        addNeeded(needed, ensemble, all);
      }
    }
  }

  /** What has to have a name of its own. */
  private static final class Names {
    private final Map<String, Map<String, String>> owners = new HashMap<>();

    void add(ObservableKind kind, Recording recording) {
      recording.columns().forEach(name -> add("column", name, kind));
      recording.quantities().forEach(quantity -> add("quantity", quantity.name(), kind));
      recording.observables().forEach(observable -> add("estimate", observable.name(), kind));
    }

    private void add(String what, String name, ObservableKind kind) {
      String other =
          owners.computeIfAbsent(what, key -> new HashMap<>()).putIfAbsent(name, kind.name());
      if (other != null) {
        throw new IllegalArgumentException(
            "the observables '"
                + other
                + "' and '"
                + kind.name()
                + "' both have the "
                + what
                + " '"
                + name
                + "'; leave one of them out");
      }
    }
  }

  /** Returns what is known of the ensemble. */
  public EnsembleTraits ensemble() {
    return ensemble;
  }

  /**
   * Returns the chosen kinds, those of the standard choice included, each {@code {name:
   * parameters}}, as {@link ObservableChoice#of(Object, Map)} reads them.
   */
  public List<Object> chosen() {
    return List.copyOf(chosen);
  }

  /** Returns what the kinds record, in the order of their columns. */
  List<Recording> recordings() {
    return recordings;
  }

  /** Returns the names of the numbers that {@link #kernel} records of a configuration. */
  public List<String> columns() {
    return recordings.stream().flatMap(recording -> recording.columns().stream()).toList();
  }

  /** Returns a new kernel, for one thread. */
  public EnsembleKernel kernel() {
    return new EnsembleKernel(ensemble, recordings);
  }

  /** Returns what makes estimates and checks of the numbers. */
  public EnsembleAnalysis analysis() {
    return new EnsembleAnalysis(this);
  }

  /** Returns all observables, those for checks alone included. */
  public List<Observable> allObservables() {
    return List.copyOf(observables);
  }

  /** Returns the observables that files and reports have, in their order. */
  public List<Observable> observables() {
    return observables.stream().filter(Observable::isShown).toList();
  }

  /** Returns whether there is a quantity of a name. */
  public boolean has(String quantity) {
    return recordings.stream()
        .anyMatch(
            recording -> recording.quantities().stream().anyMatch(q -> q.name().equals(quantity)));
  }

  /** Returns the names that the checks of the ensemble may have, before it is measured. */
  public NavigableSet<String> checks() {
    NavigableSet<String> names = new TreeSet<>();
    CheckKind.all().all().forEach(kind -> names.addAll(kind.names(this)));
    return names;
  }
}
