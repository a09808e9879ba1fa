/** Fits by linear least squares: the sums over an ensemble, and what is solved from them. */
package org.fieldbeam.core.score.fit;
