/**
 * Exact references for models of one site: moments, densities, noised densities and their scores,
 * the Fokker-Planck spectrum of stochastic quantisation, its law in continuous time from any start,
 * and the law of the Euler-Maruyama scheme at finite step. What simulations, learned scores and
 * reports are compared with.
 */
package org.fieldbeam.core.exact;
