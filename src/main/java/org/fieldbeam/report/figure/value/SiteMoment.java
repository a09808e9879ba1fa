package org.fieldbeam.report.figure.value;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.fieldbeam.data.UserException;

/** What figures average over trajectories of one site. */
public enum SiteMoment {
  /** The mean of phi^2. */
  PHI2("phi2", "⟨φ²⟩"),
  /** The variance of phi^2, which Fukushima and Kamata call the cumulant of phi^4. */
  PHI2VARIANCE("phi2Variance", "⟨φ⁴⟩−⟨φ²⟩²");

  private final String observable;
  private final String label;

  SiteMoment(String observable, String label) {
    this.observable = observable;
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** The name of the observable, in pipeline files too. */
  public String observable() {
    return observable;
  }

  /**
   * The exact moment of the observable that an exact value stands beside.
   *
   * @throws UserException if it is not one of these moments
   */
  static SiteMoment exact(MeasuredValue beside) {
    return Arrays.stream(values())
        .filter(moment -> moment.observable.equals(beside.observable()))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    beside,
                    Arrays.stream(values())
                        .map(SiteMoment::observable)
                        .collect(Collectors.joining(", "))));
  }

  /** Says that nothing exact is known of what an exact value stands beside. */
  static UserException unknown(MeasuredValue beside, String allowed) {
    return UserException.of("no exact value is known for this observable of this ensemble")
        .where("a row of a figure, dataset " + beside.dataset())
        .given(beside.observable())
        .allowed(allowed)
        .todo("give a number, or leave exact out")
        .build();
  }

  /** The value, given the moments x^n. */
  public double of(IntToDoubleFunction moments) {
    double square = moments.applyAsDouble(2);
    return this == PHI2 ? square : moments.applyAsDouble(4) - square * square;
  }

  /** What a value x adds to the linearised moment, given {@code <x^2>}. */
  public double influence(double x, double square) {
    return this == PHI2 ? x * x : x * x * (x * x - 2 * square);
  }
}
