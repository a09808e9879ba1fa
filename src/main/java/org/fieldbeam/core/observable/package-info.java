/**
 * Observables of scalar field ensembles: what is measured on each configuration, what is derived
 * from the means, and the checks that tell a good ensemble from a bad one.
 *
 * <p>Conventions. V is the number of sites; M is the volume average (1/V) sum phi, |M| its absolute
 * value; phi_k is the orthonormal Fourier transform V^{-1/2} sum phi e^{-ikx}, so that |phi_0|^2 =
 * V M^2; nn sums the products over the d forward links of a site; phi2, phi4, nn and the action are
 * densities, averaged over sites. {@link org.fieldbeam.core.observable.Observable} is the one table
 * of names, formulae, labels and exact values.
 *
 * <p>{@link org.fieldbeam.core.observable.ObservableKernel} measures batches; {@link
 * org.fieldbeam.core.observable.EnsembleAnalysis} turns the measurements of an ensemble into
 * estimates and checks in two passes. Fields of vectors, angles and links are measured by {@link
 * org.fieldbeam.core.observable.ObservableKind}s instead, of which plug-ins may add more.
 */
package org.fieldbeam.core.observable;
