/** The observables of fieldbeam, one kind in a file; found by the service loader. */
package org.fieldbeam.core.observable.kind;
