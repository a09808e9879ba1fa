/**
 * Operators of the effective action, their gradients and curvatures over a batch of fields, and the
 * potential of the zero mode.
 */
package org.fieldbeam.core.score.operator;
