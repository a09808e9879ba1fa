/** Observables that are moments of the field and of its sum. */
package org.fieldbeam.core.observable.moment;
