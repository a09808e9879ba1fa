package org.fieldbeam.core.observable.layout;

import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.SiteSums;

/** Sums over the values of fields of any layout. */
final class LayoutSums {
  private LayoutSums() {}

  /** The sum of the squares of all values of each configuration. */
  static double[] squares(FieldLayout layout, double[] field, int batch) {
    double[] out = new double[batch];
    int n = layout.rowLength(batch);
    SiteSums.dot(n, layout.size() * batch / n, field, field, batch, out);
    return out;
  }
}
