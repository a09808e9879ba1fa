/** Observables of the updates that led to the configurations. */
package org.fieldbeam.core.observable.update;
