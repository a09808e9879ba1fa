/**
 * The polish of an effective action: its coefficients moved so that the log weights of the flow
 * vary less. What limits a flow are small errors of its levels that add up coherently along it,
 * which no fit level by level sees.
 */
package org.fieldbeam.core.polish;
