package org.fieldbeam.core.action;

import java.io.Serializable;
import java.util.Optional;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;

/** What all actions have in common, those of real fields and those of complexified ones. */
public interface LatticeAction extends Serializable {

  /** Returns the lattice of the field. */
  Lattice lattice();

  /** Returns what the field consists of. */
  FieldLayout layout();

  /** Returns whether S(-phi) = S(phi) for every phi. */
  boolean isEven();

  /** Returns the name and the parameters, for footers of files and reports. */
  ActionDescription description();

  /** Returns this as an action of real fields; empty if it is none. */
  default Optional<Action> real() {
    return Optional.empty();
  }

  /** Returns this as an action of complexified fields; empty if it is none. */
  default Optional<ComplexAction> complexified() {
    return Optional.empty();
  }
}
