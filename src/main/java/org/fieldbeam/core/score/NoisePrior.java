package org.fieldbeam.core.score;

import java.util.Map;
import java.util.SortedMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;

/** The distribution of independent values where a diffusion in continuous time ends. */
public interface NoisePrior extends Prior {

  /** What the fields consist of. */
  FieldLayout layout();

  @Override
  default Lattice lattice() {
    return layout().lattice();
  }

  /**
   * The prior of {@link #parameters}; others among them are passed over.
   *
   * @throws IllegalArgumentException if it is none, or one for other fields
   */
  static NoisePrior of(FieldLayout layout, Map<String, ?> parameters) {
    Object name = parameters.get("prior");
    if (UniformAngles.NAME.equals(name)) {
      return new UniformAngles(layout);
    }
    if (!(parameters.get("priorVariance") instanceof Number variance)) {
      throw new IllegalArgumentException("a prior of " + parameters + " is not known");
    }
    return WrappedNormalPrior.NAME.equals(name)
        ? new WrappedNormalPrior(layout, variance.doubleValue())
        : new GaussianPrior(layout, variance.doubleValue());
  }

  /** What it is, by name, for files and reports. */
  SortedMap<String, Object> parameters();
}
