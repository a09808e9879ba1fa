/**
 * Fourier transforms of many real lattice fields at once, momentum orbits and translation-invariant
 * kernels.
 *
 * <p>Transforms are orthonormal: phi_k = V^(-1/2) sum_x phi_x exp(-i k x).
 */
package org.fieldbeam.core.fourier;
