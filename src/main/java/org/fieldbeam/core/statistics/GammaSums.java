package org.fieldbeam.core.statistics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Second pass over a shard: autocovariance sums of projected deviations, chain by chain, up to a
 * largest lag, and what is needed to compare chains.
 *
 * <p>Rows of one chain arrive in the order of their steps; chains may be interleaved. Memory: that
 * of {@link LaggedProducts} for the chains of the shard, whatever the number of rows. Not thread
 * safe.
 */
public final class GammaSums {

  /** Header of the sums: configurations. */
  static final int ROWS = 0;

  static final int CHAINS = 1;
  static final int QUANTITIES = 2;
  static final int LAGS = 3;

  /** Then one number per quantity: sum over chains of (sum of deviations)^2. */
  static final int HEADER = 4;

  /** Joins the sums of two groups of shards: hand it to {@link TreeSum}. */
  public static final TreeSum.Join JOIN = GammaSums::join;

  private final int quantities;
  private final int maxLag;
  private final long longest;
  private final Map<Long, Chain> chains = new LinkedHashMap<>();
  private final LaggedProducts products;
  private long rows;
  private Chain last;
  private long lastChain;

  /** What is kept of one chain. */
  private static final class Chain {
    final LaggedProducts.Series series;
    long length;
    final double[] sum;

    Chain(LaggedProducts.Series series, int quantities) {
      this.series = series;
      sum = new double[quantities];
    }
  }

  /**
   * Empty sums.
   *
   * @param quantities number of derived quantities
   * @param maxLag largest lag, at least 1
   * @param longestChain length of the longest chain of the whole ensemble ({@link
   *     MeanSums#longestChain})
   */
  public GammaSums(int quantities, int maxLag, long longestChain) {
    if (maxLag < 1) {
      throw new IllegalArgumentException("largest lag " + maxLag + ": must be at least 1");
    }
    this.quantities = quantities;
    this.maxLag = maxLag;
    this.longest = longestChain;
    this.products = new LaggedProducts(quantities, maxLag, longestChain);
  }

  /**
   * Adds a configuration.
   *
   * @param chain the chain it belongs to
   * @param deviations its projected deviations
   * @throws IllegalArgumentException if the chain is longer than the longest was said to be
   */
  public void add(long chain, double[] deviations) {
    if (last == null || lastChain != chain) {
      last = chains.computeIfAbsent(chain, c -> new Chain(products.newSeries(), quantities));
      lastChain = chain;
    }
    Chain kept = last;
    if (kept.length == longest) {
      throw new IllegalArgumentException(
          "chain "
              + chain
              + " has more than the "
              + longest
              + " configurations of the longest chain of the first pass: both passes must see the"
              + " same rows");
    }
    for (int q = 0; q < quantities; q++) {
      kept.sum[q] += deviations[q];
    }
    kept.length++;
    rows++;
    products.add(kept.series, deviations);
  }

  /**
   * The sums of all rows added. No row may be added afterwards.
   *
   * @return plain sums, to be joined by {@link #JOIN} and read by {@link GammaMethod}
   */
  public double[] sums() {
    long longestHere = 0;
    for (Chain kept : chains.values()) {
      products.end(kept.series);
      longestHere = Math.max(longestHere, kept.length);
    }
    int lags = (int) Math.min(maxLag + 1L, longestHere);
    double[] sums = new double[size(quantities, lags)];
    sums[ROWS] = rows;
    sums[CHAINS] = chains.size();
    sums[QUANTITIES] = quantities;
    sums[LAGS] = lags;
    int pairs = HEADER + quantities;
    for (Chain kept : chains.values()) {
      for (int q = 0; q < quantities; q++) {
        sums[HEADER + q] += kept.sum[q] * kept.sum[q];
      }
      for (int lag = 0; lag < Math.min(lags, kept.length); lag++) {
        sums[pairs + lag] += kept.length - lag;
      }
    }
    double[][] gamma = products.sums();
    for (int q = 0; q < quantities; q++) {
      int at = pairs + (q + 1) * lags;
      System.arraycopy(gamma[q], 0, sums, at, Math.min(lags, gamma[q].length));
    }
    return sums;
  }

  private static int size(int quantities, int lags) {
    return HEADER + quantities + (quantities + 1) * lags;
  }

  private static double[] join(double[] left, double[] right) {
    int quantities = (int) left[QUANTITIES];
    if (right[QUANTITIES] != quantities) {
      throw new IllegalArgumentException(
          "autocovariances of "
              + quantities
              + " and of "
              + (int) right[QUANTITIES]
              + " quantities cannot be joined");
    }
    int lags = (int) Math.max(left[LAGS], right[LAGS]);
    double[] joint = new double[size(quantities, lags)];
    spread(left, joint, quantities, lags);
    spread(right, joint, quantities, lags);
    joint[QUANTITIES] = quantities;
    joint[LAGS] = lags;
    return joint;
  }

  private static void spread(double[] from, double[] to, int quantities, int lags) {
    int fixed = HEADER + quantities;
    for (int i = 0; i < fixed; i++) {
      to[i] += from[i];
    }
    int own = (int) from[LAGS];
    for (int q = 0; q <= quantities; q++) {
      for (int lag = 0; lag < own; lag++) {
        to[fixed + q * lags + lag] += from[fixed + q * own + lag];
      }
    }
  }
}
