/** Observables of the field at several separations or momenta. */
package org.fieldbeam.core.observable.spectrum;
