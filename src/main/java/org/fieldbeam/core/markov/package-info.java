/**
 * Markov chains that sample exp(-S), many in lockstep: Langevin, Hybrid Monte Carlo with and
 * without Fourier acceleration, Metropolis with Wolff clusters.
 */
package org.fieldbeam.core.markov;
