/** The figures themselves, one class each. */
package org.fieldbeam.report.figure.chart;
