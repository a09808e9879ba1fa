/** Covariances of the noise of diffusions, beside the schedule that says how strong it is. */
package org.fieldbeam.core.shape;
