/**
 * Lefschetz thimbles of polynomial actions of one complexified site.
 *
 * <p>For the weight exp(-S), the thimble J of a saddle point is the curve of steepest descent of
 * the weight through it, on which Re S grows and Im S is constant; its dual K is the curve of
 * steepest ascent. Both are the solutions of dz/dtau = +-conj(S'(z)) that leave the saddle. An
 * integral along the real axis is the sum of those over the thimbles, each as often as the dual
 * curve crosses the real axis (Witten, arXiv 1001.2933; Fukushima and Kamata, arXiv 2411.11297).
 *
 * <p>{@link org.fieldbeam.core.thimble.LefschetzThimbles} is the way in.
 */
package org.fieldbeam.core.thimble;
