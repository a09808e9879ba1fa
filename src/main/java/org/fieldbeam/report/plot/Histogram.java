package org.fieldbeam.report.plot;

/**
 * A histogram, normalised to one.
 *
 * @param edges of the bins, one more than there are bins
 * @param density probability density in each bin
 * @param error one standard error
 */
public record Histogram(double[] edges, double[] density, double[] error) {}
