/**
 * Euclidean actions S of real scalar fields; the weight of a configuration is exp(-S).
 *
 * <p>Conventions: force = -dS/dphi; the hopping form of phi^4 is {@code S = sum_x [-2 kappa sum_mu
 * phi_x phi_(x+mu) + (1 - 2 lambda) phi_x^2 + lambda phi_x^4]}.
 */
package org.fieldbeam.core.action;
