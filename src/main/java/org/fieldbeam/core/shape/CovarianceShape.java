package org.fieldbeam.core.shape;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.grammar.ValueReader;

/**
 * The covariance Sigma of the noise of a diffusion at variance 1: a schedule with sigma^2(t) gives
 * the field noise of the covariance {@code sigma^2(t) Sigma}, invariant under translations. It is
 * the kernel of stochastic quantisation in the forward process (Fukushima and Kamata, arXiv
 * 2411.11297, eq. 40): the flow of tau is {@code d phi/d tau = Sigma grad S_tau/2}.
 *
 * <p>Implementations are immutable.
 */
public interface CovarianceShape extends Serializable {

  /** Independent noise of variance 1 on every value. */
  static CovarianceShape isotropic() {
    return new Isotropic();
  }

  /**
   * The propagator of a free field of a mass; see {@link Propagator}.
   *
   * @throws IllegalArgumentException if the mass is negative or not finite
   */
  static CovarianceShape propagator(double mass) {
    return new Propagator(mass);
  }

  /**
   * The shape of a name and its parameters, the reverse of {@link #name} and {@link #parameters}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static CovarianceShape of(String name, Map<String, ?> parameters) {
    ShapeKind kind = ShapeKind.all().get(name);
    return kind.shape(
        ValueReader.require(parameters, kind.about().keys(), ShapeKind.all().word() + " " + name));
  }

  /**
   * The shape that a value of a file chose.
   *
   * @throws IllegalArgumentException if there is none
   */
  static CovarianceShape of(Value value) {
    return ShapeKind.all().of(value).shape(value.body());
  }

  /** The name of its kind. */
  String name();

  /** Parameters by name. */
  SortedMap<String, Double> parameters();

  /** Whether Sigma is the unit matrix, so that fields need no filter. */
  default boolean isIsotropic() {
    return false;
  }

  /**
   * Returns the variance of the noise of a value, the average over the values of a site.
   *
   * @param layout what the fields consist of
   */
  double variance(FieldLayout layout);

  /** Returns the variance of V^(-1/2) times the sum of the noise of all sites. */
  double zeroModeVariance();

  /**
   * Returns what makes noise of this covariance of fields.
   *
   * @param layout what the fields consist of: real numbers or angles
   * @throws IllegalArgumentException if fields are complexified
   */
  NoiseFilter filter(FieldLayout layout);
}
