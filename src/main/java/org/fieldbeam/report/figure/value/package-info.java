/**
 * What figures show: measured and exact values, samples and scores, read from a pipeline's outputs.
 */
package org.fieldbeam.report.figure.value;
