/**
 * The report of a run: one self-contained HTML file, made from datasets alone.
 *
 * <p>{@link org.fieldbeam.report.ReportWriter} is the way in. Plots are SVG and field
 * configurations are PNG data, both written by this package, so the file opens from disk without a
 * network. The package reads datasets through {@code org.fieldbeam.data} and computes with {@code
 * org.fieldbeam.core}; it knows no engine.
 */
package org.fieldbeam.report;
