package org.fieldbeam.core.observable;

import java.util.function.ToIntFunction;
import org.fieldbeam.core.statistics.DerivedQuantity;

/** An observable as a function of the means of all quantities of an ensemble. */
final class BoundObservable implements DerivedQuantity {
  private static final long serialVersionUID = 1L;

  private final Observable observable;
  private final int[] at;

  /**
   * Binds an observable.
   *
   * @param places where each quantity stands, by name
   */
  BoundObservable(Observable observable, ToIntFunction<String> places) {
    this.observable = observable;
    at = observable.quantities().stream().mapToInt(places).toArray();
  }

  Observable observable() {
    return observable;
  }

  /** The place of the quantity that this is the mean of; -1 for a function of several means. */
  int mean() {
    return observable.isMean() ? at[0] : -1;
  }

  private double[] arguments(double[] means) {
    double[] arguments = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      arguments[i] = means[at[i]];
    }
    return arguments;
  }

  @Override
  public double value(double[] means) {
    return observable.function().value(arguments(means));
  }

  @Override
  public void gradient(double[] means, double[] gradient) {
    double[] slopes = new double[at.length];
    observable.function().gradient(arguments(means), slopes);
    for (int i = 0; i < at.length; i++) {
      gradient[at[i]] += slopes[i];
    }
  }

  @Override
  public String toString() {
    return observable.toString();
  }
}
