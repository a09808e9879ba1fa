package org.fieldbeam.core.observable.gauge;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.Recording;

/**
 * Averages of cosines, each a column and its mean.
 *
 * @param observables the means of the columns of their names
 * @param measured computes the columns
 */
record CosineAverage(List<Observable> observables, Kernel measured) implements Recording {
  @Override
  public List<String> columns() {
    return observables.stream().map(Observable::name).toList();
  }

  @Override
  public Optional<Kernel> kernel() {
    return Optional.of(measured);
  }

  @Override
  public double magnitude(String quantity, ToDoubleFunction<String> means) {
    return 1;
  }

  /** A number of two-dimensional U(1) gauge theory; empty for other actions, or if not wanted. */
  static OptionalDouble onTorus(
      Action action, boolean wanted, ToDoubleFunction<GaugeTorus> number) {
    Optional<GaugeTorus> torus = wanted ? action.gaugeTorus() : Optional.empty();
    return torus.isPresent()
        ? OptionalDouble.of(number.applyAsDouble(torus.get()))
        : OptionalDouble.empty();
  }

  /** Replaces angles by their cosines, and adds these up for each configuration. */
  static void addCosines(double[] angles, int batch, double[] sum) {
    Angles.cosines(angles, 0, angles.length, angles);
    for (int at = 0; at < angles.length; at += batch) {
      for (int b = 0; b < batch; b++) {
        sum[b] += angles[at + b];
      }
    }
  }
}
