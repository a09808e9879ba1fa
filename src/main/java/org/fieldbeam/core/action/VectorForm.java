package org.fieldbeam.core.action;

import java.io.Serializable;

/**
 * An action of N-component vectors as nearest-neighbour hopping and a polynomial of their length at
 * each site,
 *
 * <pre>
 *   S = sum_x [ -2 kappa sum_mu phi_x . phi_(x+mu) + c2 phi_x . phi_x + c4 (phi_x . phi_x)^2 ].
 * </pre>
 *
 * @param kappa the hopping parameter; 0 where no sites are coupled, as on the single site
 * @param quadratic c2
 * @param quartic c4
 */
public record VectorForm(double kappa, double quadratic, double quartic) implements Serializable {}
