package org.fieldbeam.core.observable.average;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.Quantity;
import org.fieldbeam.core.observable.Recording;

/**
 * A column of one number and its mean.
 *
 * @param observable the mean of the column of its name
 * @param newKernel makes a kernel
 * @param size the magnitude of the terms, from the means of all quantities
 * @param watched whether the largest value is kept
 */
public record ScalarAverage(
    Observable observable,
    Supplier<? extends Kernel> newKernel,
    ToDoubleFunction<ToDoubleFunction<String>> size,
    boolean watched)
    implements Recording {

  /** The same, whose largest value is not kept. */
  public ScalarAverage(
      Observable observable,
      Supplier<? extends Kernel> newKernel,
      ToDoubleFunction<ToDoubleFunction<String>> size) {
    this(observable, newKernel, size, false);
  }

  @Override
  public List<String> columns() {
    return List.of(observable.name());
  }

  @Override
  public List<Quantity> quantities() {
    Quantity quantity = Quantity.of(observable.name());
    return List.of(watched ? quantity.asWatched() : quantity);
  }

  @Override
  public Optional<Kernel> kernel() {
    return Optional.of(newKernel.get());
  }

  @Override
  public List<Observable> observables() {
    return List.of(observable);
  }

  @Override
  public double magnitude(String quantity, ToDoubleFunction<String> means) {
    return size.applyAsDouble(means);
  }
}
