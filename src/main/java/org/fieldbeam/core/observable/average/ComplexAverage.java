package org.fieldbeam.core.observable.average;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.fieldbeam.core.exact.Complex;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.Recording;

/**
 * A complex average of a complexified field: columns, quantities and estimates for the real and the
 * imaginary part.
 */
public final class ComplexAverage implements Recording {
  private final List<Observable> parts = new ArrayList<>();
  private final Kernel kernel;
  private final ToDoubleFunction<ToDoubleFunction<String>> size;

  /** The quantity that is the largest |phi| of a configuration. */
  public static final String RADIUS = "radius";

  /**
   * An average.
   *
   * @param name its name, to which Re and Im are added
   * @param formula the formula in plain text
   * @param label a short label in Unicode
   * @param exact what every correct ensemble has; empty where it is not known
   * @param properties what both parts have further
   * @param size the magnitude of the terms, from the means of all quantities
   * @param kernel computes both columns
   */
  public ComplexAverage(
      String name,
      String formula,
      String label,
      Optional<Complex> exact,
      UnaryOperator<Observable> properties,
      ToDoubleFunction<ToDoubleFunction<String>> size,
      Kernel kernel) {
    this.kernel = kernel;
    this.size = size;
    for (String part : List.of("Re", "Im")) {
      double value = exact.map(z -> part.equals("Re") ? z.re() : z.im()).orElse(Double.NaN);
      parts.add(
          properties.apply(
              Observable.mean(name + part, part + " " + formula, part + " " + label)
                  .asExactly(value)));
    }
  }

  /** The same, whose parts ensembles are compared by. */
  public ComplexAverage compared(int order) {
    for (int part = 0; part < 2; part++) {
      parts.set(part, parts.get(part).asCompared(order + part));
    }
    return this;
  }

  /** The exact moment of one site without neighbours; empty elsewhere. */
  public static Optional<Complex> moment(EnsembleTraits ensemble, int order) {
    return ensemble
        .complexified()
        .sitePolynomial()
        .map(ExactMoments::of)
        .map(moments -> moments.moment(order));
  }

  @Override
  public List<String> columns() {
    return parts.stream().map(Observable::name).toList();
  }

  @Override
  public Optional<Kernel> kernel() {
    return Optional.of(kernel);
  }

  @Override
  public List<Observable> observables() {
    return parts;
  }

  @Override
  public double magnitude(String quantity, ToDoubleFunction<String> means) {
    return size.applyAsDouble(means);
  }
}
