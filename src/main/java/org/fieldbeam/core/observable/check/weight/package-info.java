/** The checks of proposals with weights, and of what was corrected by them, one kind in a file. */
package org.fieldbeam.core.observable.check.weight;
