/**
 * Observables of fields of vectors, angles and links. Averages over sites, links and plaquettes are
 * densities; a vector's square is the sum over its components.
 */
package org.fieldbeam.core.observable.layout;
