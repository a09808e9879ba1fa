/** The checks of measured ensembles, one kind in a file; found by the service loader. */
package org.fieldbeam.core.observable.check;
