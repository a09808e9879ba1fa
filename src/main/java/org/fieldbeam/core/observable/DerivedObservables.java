package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.fieldbeam.grammar.Suggestions;

/**
 * What users derive from estimates by a formula: a function of the expectation values, not the mean
 * of a function of each configuration. With the chain rule it is a function of the means of
 * quantities, and its error that of the linearised deviations of these, correlations included (U.
 * Wolff, Comput. Phys. Commun. 156 (2004) 143; as pyerrors does).
 */
public final class DerivedObservables {
  private DerivedObservables() {}

  /**
   * Refuses what is no formula.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public static void require(String formula) {
    new Formula(formula);
  }

  /**
   * A formula of estimates as a function of means of quantities.
   *
   * @param at for each estimate the places of its quantities among those of all
   */
  private record Composite(Formula formula, List<DerivedQuantity> estimates, int[][] at)
      implements DerivedQuantity {
    private static final long serialVersionUID = 1L;

    private double[] arguments(double[] means, int estimate) {
      double[] arguments = new double[at[estimate].length];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = means[at[estimate][i]];
      }
      return arguments;
    }

    private double[] values(double[] means) {
      double[] values = new double[at.length];
      for (int e = 0; e < values.length; e++) {
        values[e] = estimates.get(e).value(arguments(means, e));
      }
      return values;
    }

    @Override
    public double value(double[] means) {
      return formula.value(values(means));
    }

    @Override
    public void gradient(double[] means, double[] gradient) {
      double[] outer = new double[at.length];
      formula.gradient(values(means), outer);
      for (int e = 0; e < outer.length; e++) {
        double[] inner = new double[at[e].length];
        estimates.get(e).gradient(arguments(means, e), inner);
        for (int i = 0; i < inner.length; i++) {
          gradient[at[e][i]] += outer[e] * inner[i];
        }
      }
    }
  }

  /**
   * Returns the derived observables of some formulas.
   *
   * @param formulas by the names of what is derived
   * @param estimates the observables that are estimated
   * @throws IllegalArgumentException if a formula names what is neither estimated nor derived, or
   *     itself by way of others, or a name is taken
   */
  static List<Observable> of(Map<String, String> formulas, List<Observable> estimates) {
    Map<String, Observable> byName = new TreeMap<>();
    estimates.forEach(estimate -> byName.put(estimate.name(), estimate));
    for (String name : formulas.keySet()) {
      if (byName.containsKey(name)) {
        throw new IllegalArgumentException(
            "derive: '"
                + name
                + "' is the name of an estimate that is measured; choose another one");
      }
    }
    formulas.keySet().forEach(name -> derive(name, formulas, byName, new ArrayList<>()));
    return formulas.keySet().stream().map(byName::get).toList();
  }

  /**
   * Derives a quantity, and first those that its formula names.
   *
   * @param within the quantities whose formulas led to it
   */
  private static void derive(
      String name,
      Map<String, String> formulas,
      Map<String, Observable> byName,
      List<String> within) {
    if (byName.containsKey(name)) {
      return;
    }
    within.add(name);
    Formula formula = new Formula(formulas.get(name));
    for (String other : formula.names()) {
      if (within.contains(other)) {
        throw new IllegalArgumentException(
            "derive: '"
                + other
                + "' is a formula of itself"
                + (other.equals(name) ? "" : ", by way of '" + name + "'"));
      }
      if (formulas.containsKey(other)) {
        derive(other, formulas, byName, within);
      } else if (!byName.containsKey(other)) {
        TreeSet<String> known = new TreeSet<>(byName.keySet());
        known.addAll(formulas.keySet());
        throw new IllegalArgumentException(
            "derive: '"
                + name
                + "' is a formula of '"
                + other
                + "', which is not measured, nor derived"
                + Suggestions.didYouMean(other, known)
                + " (measured: "
                + byName.keySet().stream()
                    .filter(each -> !formulas.containsKey(each))
                    .collect(Collectors.joining(", "))
                + "; derived: "
                + String.join(", ", formulas.keySet())
                + ")");
      }
    }
    within.remove(name);
    byName.put(name, of(name, formula, byName));
  }

  private static Observable of(String name, Formula formula, Map<String, Observable> estimates) {
    LinkedHashSet<String> quantities = new LinkedHashSet<>();
    List<Observable> used = new ArrayList<>();
    for (String estimate : formula.names()) {
      Observable observable = estimates.get(estimate);
      used.add(observable);
      quantities.addAll(observable.quantities());
    }
    List<String> all = List.copyOf(quantities);
    int[][] at =
        used.stream()
            .map(observable -> observable.quantities().stream().mapToInt(all::indexOf).toArray())
            .toArray(int[][]::new);
    List<DerivedQuantity> functions = used.stream().map(Observable::function).toList();
    Observable derived =
        Observable.of(name, formula.toString(), name, all, new Composite(formula, functions, at))
            .asDerived();
    Observable whole =
        formula.isRatio() || used.stream().anyMatch(Observable::isRatio)
            ? derived.asRatio()
            : derived;
    return used.stream()
        .map(Observable::condition)
        .flatMap(Optional::stream)
        .findFirst()
        .map(whole::whereAlways)
        .orElse(whole);
  }
}
