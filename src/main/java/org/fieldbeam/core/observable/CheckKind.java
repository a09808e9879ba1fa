package org.fieldbeam.core.observable;

import java.util.List;
import java.util.function.ToIntFunction;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;

/** A kind of checks of measured ensembles. */
public interface CheckKind extends Kind {
  /** The place of kinds that do not say where they stand. */
  int LAST = 1000;

  /** Returns all kinds of checks. */
  static Kinds<CheckKind> all() {
    return Kinds.of(CheckKind.class, "check");
  }

  /** Returns where its checks stand among those of other kinds, in the order of this number. */
  default int place() {
    return LAST;
  }

  /** Says in a few words which ensembles it judges, for the reference. */
  String suits();

  /**
   * Returns the names of the checks that an ensemble may have of it, before it is measured; none
   * where it does not apply.
   */
  List<String> names(EnsembleMeasurement measurement);

  /**
   * Returns further functions of the means that it needs the errors of.
   *
   * @param places where each quantity stands among the means
   * @param means the means of all quantities
   */
  default List<DerivedQuantity> quantities(ToIntFunction<String> places, double[] means) {
    return List.of();
  }

  /**
   * Judges an ensemble for which it has {@link #names}.
   *
   * @return checks of some of these names
   */
  List<Check> judge(Findings findings);
}
