/** Effective actions of noised ensembles that are known in closed form, and need no fit. */
package org.fieldbeam.core.score.closed;
