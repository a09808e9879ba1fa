package org.fieldbeam.data.exchange;

import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.observable.EnsembleKernel;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Observable;

/**
 * Schwinger-Dyson equations that configurations of an action are held against when they are
 * imported: the family of a real scalar field, and &lt;|grad S|^2&gt; = &lt;Laplacian S&gt; of any
 * other real numbers or angles, where the fields themselves may not occur.
 */
final class ImportEquations {
  private final List<Observable> family;
  private final List<String> columns;
  private final EnsembleKernel kernel;

  private ImportEquations(Action action) {
    EnsembleMeasurement measurement = EnsembleMeasurement.ofEquations(action);
    family = measurement.allObservables().stream().filter(Observable::isIdentity).toList();
    columns = measurement.columns();
    kernel = measurement.kernel();
  }

  static ImportEquations of(Action action) {
    return new ImportEquations(action);
  }

  /** Number of equations. */
  int count() {
    return family.size();
  }

  /** An equation's left-hand side. */
  String formula(int equation) {
    return family.get(equation).formula();
  }

  /** The value that it has for configurations of the action. */
  double expected(int equation) {
    return family.get(equation).exact().orElseThrow();
  }

  /**
   * Computes all equations' left-hand sides of a batch.
   *
   * @param fields V * n numbers
   * @param sums receives n numbers for each equation, from a place on
   */
  void measure(double[] fields, int n, int place, double[][] sums) {
    double[] measured = new double[columns.size() * n];
    kernel.measure(fields, n, measured);
    for (int e = 0; e < family.size(); e++) {
      int column = columns.indexOf(family.get(e).name());
      System.arraycopy(measured, column * n, sums[e], place, n);
    }
  }
}
