/** Hybrid Monte Carlo, with and without Fourier acceleration. */
package org.fieldbeam.core.markov.hmc;
