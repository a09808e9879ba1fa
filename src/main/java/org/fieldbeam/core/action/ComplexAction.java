package org.fieldbeam.core.action;

import java.util.Optional;
import org.fieldbeam.core.field.FieldLayout;

/**
 * A holomorphic action S of complexified fields, whose weight exp(-S) is complex on real fields.
 *
 * <p>The field has {@code components} real components at each site, each continued to a complex
 * number: {@code n = components * V} complex values per configuration. A batch of {@code B} of them
 * lies in two arrays of {@code n * B} numbers, real and imaginary parts, element {@code (site *
 * components + component) * B + b}. What is computed for one configuration does not depend, to the
 * last bit, on the others of its batch. Implementations are immutable and may be shared between
 * threads.
 */
public interface ComplexAction extends LatticeAction {

  /** Returns what the field consists of: complexified numbers at each site. */
  @Override
  FieldLayout layout();

  /** Returns the number of complex values of a configuration, components * V. */
  default int values() {
    return layout().size();
  }

  /**
   * Computes S of every configuration.
   *
   * @param re real parts of the fields
   * @param im imaginary parts of the fields
   * @param batch the number of configurations
   * @param outRe receives {@code outRe[b] = Re S}, summed over the sites
   * @param outIm receives {@code outIm[b] = Im S}
   */
  void action(double[] re, double[] im, int batch, double[] outRe, double[] outIm);

  /**
   * Computes the drift v = -dS/dphi.
   *
   * @param re real parts of the fields
   * @param im imaginary parts of the fields
   * @param batch the number of configurations
   * @param outRe receives the real parts, as many as the fields have
   * @param outIm receives the imaginary parts
   */
  void drift(double[] re, double[] im, int batch, double[] outRe, double[] outIm);

  /**
   * Computes the coefficient w of the stiffest term of the drift, v = v_rest - w phi: what a
   * half-implicit step takes at its end.
   *
   * @param re real parts of the fields
   * @param im imaginary parts of the fields
   * @param batch the number of configurations
   * @param outRe receives the real parts, as many as the fields have
   * @param outIm receives the imaginary parts
   */
  void stiffness(double[] re, double[] im, int batch, double[] outRe, double[] outIm);

  /**
   * Returns the coefficients {real, imaginary} of phi^2 and of the highest power of phi, per site
   * and for a field that is constant in space: {@code [quadratic, highest]}.
   */
  double[][] leadingCoefficients();

  /** Returns the highest power of phi. */
  int degree();

  /** Returns the polynomial of one site, where S is a sum of one over sites that do not couple. */
  Optional<ComplexPolynomial> sitePolynomial();

  /** Returns the density of particles, of actions with a chemical potential. */
  default Optional<ParticleDensity> particleDensity() {
    return Optional.empty();
  }

  /** The density of particles -(1/V) dS/dmu, at axis 0 of the lattice as Euclidean time. */
  @FunctionalInterface
  interface ParticleDensity {
    /**
     * Computes the density of every configuration of a batch.
     *
     * @param re real parts of the fields
     * @param im imaginary parts of the fields
     * @param batch the number of configurations
     * @param outRe receives the real parts
     * @param outIm receives the imaginary parts
     */
    void of(double[] re, double[] im, int batch, double[] outRe, double[] outIm);
  }

  @Override
  default Optional<ComplexAction> complexified() {
    return Optional.of(this);
  }
}
