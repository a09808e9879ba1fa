package org.fieldbeam.core.observable;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * What a kind of observables records of each configuration of an ensemble, and what is estimated
 * from it: columns, which are stored; quantities, functions of the columns whose means are taken;
 * observables, functions of these means. All go by their names.
 */
public interface Recording {

  /** Returns the names of the numbers that it records, as columns of measurements. */
  default List<String> columns() {
    return List.of();
  }

  /** Returns a new kernel that computes the columns, for one thread; empty where there are none. */
  default Optional<Kernel> kernel() {
    return Optional.empty();
  }

  /** Returns the quantities: unless said otherwise, the columns. */
  default List<Quantity> quantities() {
    return columns().stream().map(Quantity::of).toList();
  }

  /**
   * Returns what computes the quantities of a configuration; empty where they are the columns.
   *
   * @param columns where each column of all recordings stands, by name
   */
  default Optional<Expansion> expansion(ToIntFunction<String> columns) {
    return Optional.empty();
  }

  /** Returns the observables, in the order in which tables show them. */
  List<Observable> observables();

  /**
   * Returns how large the terms are that a quantity is a sum of, to tell signals from rounding
   * errors: these are some roundings of that size.
   *
   * @param quantity the name of one of its quantities
   * @param means the means of all quantities by name
   */
  default double magnitude(String quantity, ToDoubleFunction<String> means) {
    return Math.abs(means.applyAsDouble(quantity));
  }

  /** Computes the quantities of one configuration. */
  @FunctionalInterface
  interface Expansion {
    /**
     * Computes them.
     *
     * @param row what is recorded of the configuration
     * @param quantities receives them, from {@code quantities[first]} on
     * @param first the place of the first of them
     */
    void of(Row row, double[] quantities, int first);
  }

  /** What is recorded of one configuration. */
  final class Row {
    private double[] columns = {};
    private double deltaH;
    private double acceptance;

    void set(double[] recorded, double violation, double accepted) {
      columns = recorded;
      deltaH = violation;
      acceptance = accepted;
    }

    /** Returns the number in a column. */
    public double column(int place) {
      return columns[place];
    }

    /** Returns the energy violation of the update that led to it; NaN if there is none. */
    public double deltaH() {
      return deltaH;
    }

    /** Returns the fraction of proposals accepted on the way to it; NaN if there were none. */
    public double acceptance() {
      return acceptance;
    }
  }
}
