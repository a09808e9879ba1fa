/**
 * Observables of ensembles: what is measured on each configuration, what is derived from the means,
 * and the checks that tell a good ensemble from a bad one.
 *
 * <p>Conventions. V is the number of sites; M is the volume average (1/V) sum phi, |M| its absolute
 * value; phi_k is the orthonormal Fourier transform V^{-1/2} sum phi e^{-ikx}, so that |phi_0|^2 =
 * V M^2; nn sums the products over the d forward links of a site; phi2, phi4, nn and the action are
 * densities, averaged over sites.
 *
 * <p>An {@link org.fieldbeam.core.observable.ObservableKind} owns the columns that it records of
 * each configuration, the kernel that computes them and the observables that follow; a {@link
 * org.fieldbeam.core.observable.CheckKind} judges what was found. {@link
 * org.fieldbeam.core.observable.EnsembleMeasurement} puts those together that suit an ensemble,
 * {@link org.fieldbeam.core.observable.EnsembleKernel} measures batches, {@link
 * org.fieldbeam.core.observable.EnsembleAnalysis} turns the measurements into estimates and checks
 * in two passes. Plug-ins may add more kinds.
 */
package org.fieldbeam.core.observable;
