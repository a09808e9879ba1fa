package org.fieldbeam.core.action;

import java.util.Optional;
import org.fieldbeam.core.action.angle.AngleForm;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.field.FieldLayout;

/**
 * A Euclidean action S of a field of real numbers or angles on a lattice; configurations have the
 * weight exp(-S).
 *
 * <p>All methods work on a batch of {@code B} configurations in one array of {@code V * B} numbers,
 * V the {@link FieldLayout#size} of the {@link #layout}, element {@code value * B + b}. What is
 * computed for one configuration does not depend, to the last bit, on the others of its batch.
 * Implementations are immutable and may be shared between threads.
 */
public interface Action extends LatticeAction {

  /** Returns what the field consists of: one real number at each site, unless said otherwise. */
  @Override
  default FieldLayout layout() {
    return FieldLayout.scalar(lattice());
  }

  /**
   * Computes the action of every configuration.
   *
   * @param phi the fields, {@code V * batch} numbers
   * @param batch the number of configurations
   * @param out receives {@code out[b] = S}
   */
  void action(double[] phi, int batch, double[] out);

  /**
   * Adds a multiple of the force: {@code target += scale * (-dS/dphi)}.
   *
   * @param phi the fields, {@code V * batch} numbers
   * @param batch the number of configurations
   * @param scale the factor
   * @param target {@code V * batch} numbers, not the same array as {@code phi}
   */
  void addForce(double[] phi, int batch, double scale, double[] target);

  /**
   * Computes the Laplacian of the action in field space.
   *
   * @param phi the fields, {@code V * batch} numbers
   * @param batch the number of configurations
   * @param out receives {@code out[b] = sum_i d^2 S / dphi_i^2}
   */
  void laplacian(double[] phi, int batch, double[] out);

  /**
   * Returns this action as one of N-component vectors, where it is that; empty for others. Local
   * and cluster updates of vectors ask for it.
   */
  default Optional<VectorForm> vectorForm() {
    return Optional.empty();
  }

  /**
   * Returns this action as hopping and a polynomial at each site, where it is that; empty for
   * others. Local and cluster updates, exact laws of a site and exact averages ask for it.
   */
  default Optional<HoppingForm> hoppingForm() {
    return Optional.empty();
  }

  /** Returns this action as one of angles, of each of which it is a cosine; empty for others. */
  default Optional<AngleForm> angleForm() {
    return Optional.empty();
  }

  /** Returns the exact averages of gauge theory in two dimensions, where this is that. */
  default Optional<GaugeTorus> gaugeTorus() {
    return Optional.empty();
  }

  /** Returns what draws independent configurations exactly; empty where nothing is known to. */
  default Optional<ExactSampler> exactSampler() {
    return Optional.empty();
  }

  /** Returns new molecular dynamics by fast kernels, where there are some; empty elsewhere. */
  default Optional<HoppingDynamics> newDynamics() {
    return Optional.empty();
  }

  @Override
  default Optional<Action> real() {
    return Optional.of(this);
  }
}
