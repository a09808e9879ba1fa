package org.fieldbeam.data.exchange;

import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKernel;

/**
 * Schwinger-Dyson equations that configurations of an action are held against when they are
 * imported: the family of a real scalar field, and &lt;|grad S|^2&gt; = &lt;Laplacian S&gt; of any
 * other real numbers or angles, where the fields themselves may not occur.
 */
final class ImportEquations {
  private final Action action;
  private final List<Observable> family;
  private final ObservableKernel kernel;

  private ImportEquations(Action action) {
    this.action = action;
    boolean scalar = action.layout().isScalar();
    family = scalar ? Observable.equations(action.lattice()) : List.of();
    kernel = scalar ? new ObservableKernel(action) : null;
  }

  static ImportEquations of(Action action) {
    return new ImportEquations(action);
  }

  /** Number of equations. */
  int count() {
    return kernel == null ? 1 : family.size();
  }

  /** An equation's left-hand side. */
  String formula(int equation) {
    return kernel == null ? "<|grad S|^2 - Laplacian S>/V" : family.get(equation).formula();
  }

  /** The value that it has for configurations of the action. */
  double expected(int equation) {
    return kernel == null ? 0 : family.get(equation).exact().orElseThrow();
  }

  /**
   * Computes all equations' left-hand sides of a batch.
   *
   * @param fields V * n numbers
   * @param sums receives n numbers for each equation, from a place on
   */
  void measure(double[] fields, int n, int place, double[][] sums) {
    if (kernel == null) {
      double[] identity = new double[n];
      double[] force = new double[fields.length];
      action.laplacian(fields, n, identity);
      action.addForce(fields, n, 1, force);
      for (int b = 0; b < n; b++) {
        double sum = -identity[b];
        for (int i = b; i < force.length; i += n) {
          sum += force[i] * force[i];
        }
        sums[0][place + b] = sum / action.lattice().volume();
      }
      return;
    }
    double[] columns = new double[kernel.width() * n];
    kernel.measure(fields, n, columns);
    for (int e = 0; e < family.size(); e++) {
      System.arraycopy(columns, kernel.column(family.get(e).name()) * n, sums[e], place, n);
    }
  }
}
