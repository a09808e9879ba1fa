package org.fieldbeam.core.observable.average;

import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.field.FieldLayout.Places;
import org.fieldbeam.core.field.FieldLayout.ValueType;
import org.fieldbeam.core.lattice.SiteSums;
import org.fieldbeam.core.observable.EnsembleTraits;

/** What fields consist of, and sums over the values of fields of any layout. */
public final class Layouts {
  private Layouts() {}

  /** Whether values are real numbers at sites, one or several. */
  public static boolean isReal(EnsembleTraits ensemble) {
    return ensemble.layout().type() == ValueType.REAL && ensemble.layout().places() == Places.SITES;
  }

  /** Whether values are angles at sites. */
  public static boolean isSiteAngles(EnsembleTraits ensemble) {
    return ensemble.layout().isAngle() && ensemble.layout().places() == Places.SITES;
  }

  /** Whether values are one angle on each link of a lattice that has plaquettes. */
  public static boolean hasPlaquettes(EnsembleTraits ensemble) {
    return ensemble.layout().isAngle()
        && ensemble.layout().places() == Places.LINKS
        && ensemble.layout().components() == 1
        && ensemble.lattice().dimensions() > 1;
  }

  /** Whether this is a scalar field on more than one site. */
  public static boolean isScalarOnSites(EnsembleTraits ensemble) {
    return ensemble.isScalar() && ensemble.lattice().volume() > 1;
  }

  /** The sum of the squares of all values of each configuration. */
  public static double[] squares(FieldLayout layout, double[] field, int batch) {
    double[] out = new double[batch];
    int n = layout.rowLength(batch);
    SiteSums.dot(n, layout.size() * batch / n, field, field, batch, out);
    return out;
  }
}
