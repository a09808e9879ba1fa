/**
 * What reports are drawn with: plots as SVG, tables, and numbers and labels as a reader wants them.
 *
 * <p>{@link org.fieldbeam.report.plot.Plot} is a figure with axes, to which {@link
 * org.fieldbeam.report.plot.Mark marks} are added. Nothing here reads files.
 */
package org.fieldbeam.report.plot;
