package org.fieldbeam.core.score;

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

  /** What it is, by name, for files and reports. */
  SortedMap<String, Object> parameters();
}
