package org.fieldbeam.core.observable;

import java.util.List;
import java.util.OptionalDouble;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/**
 * A kind of observables: it owns the columns that it records by name, the kernel that computes
 * them, and the estimates that follow.
 */
public interface ObservableKind extends Kind {
  /** The place of kinds that do not say where they stand. */
  int LAST = 1000;

  /** Returns all kinds of observables. */
  static Kinds<ObservableKind> all() {
    return Kinds.of(ObservableKind.class, "observable");
  }

  /**
   * Returns where columns and estimates stand among those of other kinds: in the order of this
   * number, of equals in that of the names.
   */
  default int place() {
    return LAST;
  }

  /** Returns whether it can be measured in an ensemble. */
  boolean suits(EnsembleTraits ensemble);

  /** Says in a few words which ensembles it suits, for errors and the reference. */
  String suits();

  /** Returns whether it is measured where a file does not choose. */
  default boolean isStandard() {
    return true;
  }

  /**
   * Returns whether it belongs to every ensemble that it suits, chosen or not: what costs nothing
   * and guards against wrong results.
   */
  default boolean isAlways() {
    return false;
  }

  /** Returns whether data measured by version 0.1 lack its columns. */
  default boolean isNewer() {
    return false;
  }

  /**
   * Returns the names of the kinds whose quantities it uses, in an ensemble that it suits. They are
   * measured along with it.
   */
  default List<String> needs(EnsembleTraits ensemble) {
    return List.of();
  }

  /**
   * Returns the exact average of an observable of this kind where it is known of an action, as
   * reports and {@code exact: action} show it. Unlike {@link Observable#exact} no check holds
   * ensembles against it.
   *
   * @param action the action of real fields or angles
   * @param observable the name of an observable, of this kind or another
   */
  default OptionalDouble average(Action action, String observable) {
    return OptionalDouble.empty();
  }

  /** Returns the exact average of an observable of any kind, where it is known of an action. */
  static OptionalDouble exactAverage(Action action, String observable) {
    return all().all().stream()
        .map(kind -> kind.average(action, observable))
        .filter(OptionalDouble::isPresent)
        .findFirst()
        .orElseGet(OptionalDouble::empty);
  }

  /**
   * Returns what it records of an ensemble that it suits.
   *
   * @param ensemble what is known of the ensemble
   * @param parameters what a file gives behind its name, of the type of its keys
   * @throws IllegalArgumentException if the ensemble cannot be measured with the parameters
   */
  Recording recording(EnsembleTraits ensemble, Value parameters);
}
