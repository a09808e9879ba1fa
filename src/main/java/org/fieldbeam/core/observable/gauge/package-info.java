/** Observables that are cosines of sums of angles: of links, plaquettes and larger loops. */
package org.fieldbeam.core.observable.gauge;
