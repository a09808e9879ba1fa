package org.fieldbeam.report.figure;

import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/** What figures average over trajectories of one site. */
public enum SiteMoment {
  /** The mean of phi^2. */
  PHI2("⟨φ²⟩"),
  /** The variance of phi^2, which Fukushima and Kamata call the cumulant of phi^4. */
  PHI2VARIANCE("⟨φ⁴⟩−⟨φ²⟩²");

  private final String label;

  SiteMoment(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** The moment by its name in pipeline files, the name of the observable. */
  public static SiteMoment of(String observable) {
    return valueOf(observable.toUpperCase(Locale.ROOT));
  }

  /** The value, given the moments x^n. */
  double of(IntToDoubleFunction moments) {
    double square = moments.applyAsDouble(2);
    return this == PHI2 ? square : moments.applyAsDouble(4) - square * square;
  }

  /** What a value x adds to the linearised moment, given <x^2>. */
  double influence(double x, double square) {
    return this == PHI2 ? x * x : x * x * (x * x - 2 * square);
  }
}
