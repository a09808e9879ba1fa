package org.fieldbeam.report.plot;

import java.util.Arrays;

/**
 * Collects a histogram with errors from a stream of possibly correlated, possibly weighted values.
 *
 * <p>The values fall into blocks (whole chains, or successive stretches of one). A bin holds p_k =
 * sum_b w_kb / W; its error comes from the spread over B blocks: error^2 = B/(B-1) sum_b (w_kb -
 * p_k W_b)^2 / W^2.
 */
public final class HistogramBuilder {
  private final double low;
  private final double width;
  private final double[][] weight;

  /** Bins between two values, which lie in the first and the last of them. */
  public HistogramBuilder(double low, double high, int bins, int blocks) {
    // A distribution without width still gets bins around its one value.
    double span = high > low ? high - low : Math.max(1e-6, 1e-3 * Math.abs(low));
    this.low = high > low ? low : low - span / 2;
    this.width = span / bins;
    this.weight = new double[blocks][bins];
  }

  /** Adds a value; one outside the bins counts in the nearest. */
  public void add(int block, double value, double valueWeight) {
    double[] bins = weight[block];
    int bin = (int) Math.floor((value - low) / width);
    bins[Math.max(0, Math.min(bins.length - 1, bin))] += valueWeight;
  }

  public Histogram build() {
    int bins = weight[0].length;
    double[] blockSums = new double[weight.length];
    for (int b = 0; b < weight.length; b++) {
      blockSums[b] = Arrays.stream(weight[b]).sum();
    }
    double total = Arrays.stream(blockSums).sum();
    long blocks = Arrays.stream(blockSums).filter(sum -> sum > 0).count();
    double[] edges = new double[bins + 1];
    double[] density = new double[bins];
    double[] error = new double[bins];
    for (int k = 0; k <= bins; k++) {
      edges[k] = low + k * width;
    }
    for (int k = 0; k < bins && total > 0; k++) {
      double sum = 0;
      for (double[] block : weight) {
        sum += block[k];
      }
      double fraction = sum / total;
      double square = 0;
      for (int b = 0; b < weight.length; b++) {
        double deviation = weight[b][k] - fraction * blockSums[b];
        square += deviation * deviation;
      }
      density[k] = fraction / width;
      error[k] =
          blocks > 1 ? Math.sqrt(blocks / (blocks - 1.0) * square) / (total * width) : Double.NaN;
    }
    return new Histogram(edges, density, error);
  }
}
