package org.fieldbeam.core.observable;

import java.io.Serializable;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;

/**
 * What is known of an ensemble before it is measured: what observables and checks say by whether
 * they suit it.
 *
 * @param action its action
 * @param energies whether the algorithm reports the violation of the energy, as HMC does
 * @param acceptance whether configurations tell which proposals were accepted
 * @param weighted whether configurations bear weights
 * @param phase theta of the kernel e^{2 i theta} of complex Langevin, NaN where that is not known;
 *     0 of others
 */
public record EnsembleTraits(
    LatticeAction action, boolean energies, boolean acceptance, boolean weighted, double phase)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Returns those of an ensemble of which the action alone is known. */
  public static EnsembleTraits of(LatticeAction action) {
    return new EnsembleTraits(action, false, false, false, 0);
  }

  /** Returns the same for an algorithm that reports the violation of the energy, or does not. */
  public EnsembleTraits withEnergies(boolean reported) {
    return new EnsembleTraits(action, reported, acceptance, weighted, phase);
  }

  /** Returns the same for configurations that tell which proposals were accepted, or do not. */
  public EnsembleTraits withAcceptance(boolean told) {
    return new EnsembleTraits(action, energies, told, weighted, phase);
  }

  /** Returns the same for configurations with weights, or without. */
  public EnsembleTraits withWeights(boolean given) {
    return new EnsembleTraits(action, energies, acceptance, given, phase);
  }

  /** Returns the same for a kernel of complex Langevin. */
  public EnsembleTraits withPhase(double theta) {
    return new EnsembleTraits(action, energies, acceptance, weighted, theta);
  }

  /** Returns the layout of the field. */
  public FieldLayout layout() {
    return action.layout();
  }

  /** Returns the lattice. */
  public Lattice lattice() {
    return action.lattice();
  }

  /** Returns whether a configuration is one real number at each site. */
  public boolean isScalar() {
    return layout().isScalar();
  }

  /** Returns whether fields are complexified. */
  public boolean isComplexified() {
    return layout().isComplexified();
  }

  /**
   * Returns the action of real fields that this is one of.
   *
   * @throws IllegalArgumentException if fields are complexified
   */
  public Action real() {
    return action
        .real()
        .orElseThrow(() -> new IllegalArgumentException("fields are complexified: " + layout()));
  }

  /**
   * Returns the action of complexified fields that this is one of.
   *
   * @throws IllegalArgumentException if fields are real
   */
  public ComplexAction complexified() {
    return action
        .complexified()
        .orElseThrow(() -> new IllegalArgumentException("fields are real: " + layout()));
  }

  /**
   * Returns how many numbers are added one after the other in a sum over a configuration. Rows of a
   * scalar field are added as wholes; rounding errors grow with this number.
   */
  public int summed() {
    if (isScalar()) {
      int[] shape = lattice().shape();
      return lattice().volume() / shape[shape.length - 1];
    }
    return isComplexified() ? lattice().volume() : layout().size();
  }
}
