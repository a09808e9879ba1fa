/** Arithmetic on the arrays of a batch of configurations. */
package org.fieldbeam.core.observable.batch;
