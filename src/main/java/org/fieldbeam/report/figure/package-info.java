/**
 * The figures that a pipeline file asks its report for, one class per kind.
 *
 * <p>A kind is a record that implements {@link org.fieldbeam.report.figure.Figure}; it gets what it
 * draws through {@link org.fieldbeam.report.figure.FigureData}, from the datasets of the run and
 * from exact references of {@code org.fieldbeam.core}, and draws with {@code
 * org.fieldbeam.report.plot}. Its keys stand in {@code
 * org.fieldbeam.pipeline.figure.FigureGrammar}.
 */
package org.fieldbeam.report.figure;
