package org.fieldbeam.core.statistics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Covariances of a few quantities from blocks of the chains, at several lengths of the blocks:
 * whole chains, halves, quarters and so on down to 1/64, two configurations at least. Means of long
 * blocks know autocorrelation, of all combinations of the quantities; which length is long enough
 * shows when the chains are complete (batch means: C. J. Geyer, Statist. Sci. 7 (1992) 473; for
 * several quantities D. Vats, J. M. Flegal and G. L. Jones, Biometrika 106 (2019) 321).
 *
 * <p>Rows of one chain arrive in the order of their steps; chains may be interleaved. Memory: eight
 * numbers for each chain and quantity. Not thread safe.
 */
public final class BlockSums {
  private static final int MOST_SCALES = 7;
  private static final int BLOCKS = 0;
  private static final int SQUARED_ROWS = 1;
  private static final int PRODUCTS = 2;

  private final int quantities;
  private final long longest;
  private final int scales;
  private final double[] sums;
  private final Map<Long, Chain> chains = new LinkedHashMap<>();
  private Chain last;
  private long lastChain;

  /** The blocks that a chain is in, by scale. */
  private static final class Chain {
    long length;
    final long[] rows;
    final double[][] sum;

    Chain(int scales, int quantities) {
      rows = new long[scales];
      sum = new double[scales][quantities];
    }
  }

  /**
   * Empty sums.
   *
   * @param quantities number of quantities
   * @param longestChain length of the longest chain of the whole ensemble ({@link
   *     MeanSums#longestChain})
   */
  public BlockSums(int quantities, long longestChain) {
    this.quantities = quantities;
    this.longest = longestChain;
    int scale = 1;
    while (scale < MOST_SCALES && longestChain >> scale >= 2) {
      scale++;
    }
    this.scales = scale;
    this.sums = new double[scales * size(quantities)];
  }

  private static int size(int quantities) {
    return PRODUCTS + quantities * (quantities + 1) / 2;
  }

  /**
   * Adds a configuration.
   *
   * @param chain the chain it belongs to
   * @param deviations its quantities less their means, times its weight in units of the mean
   *     weight; more numbers than quantities may follow
   */
  public void add(long chain, double[] deviations) {
    if (last == null || lastChain != chain) {
      last = chains.computeIfAbsent(chain, c -> new Chain(scales, quantities));
      lastChain = chain;
    }
    Chain kept = last;
    int finest = scales - 1;
    if (kept.length > 0) {
      long left = ((kept.length - 1) << finest) / longest;
      long entered = (kept.length << finest) / longest;
      for (int scale = finest; scale >= 0 && left != entered; scale--) {
        close(kept, scale);
        left >>= 1;
        entered >>= 1;
      }
    }
    double[] sum = kept.sum[finest];
    for (int q = 0; q < quantities; q++) {
      sum[q] += deviations[q];
    }
    kept.rows[finest]++;
    kept.length++;
  }

  /** Ends a chain's block, which becomes a part of the block twice as long. */
  private void close(Chain kept, int scale) {
    double[] sum = kept.sum[scale];
    long rows = kept.rows[scale];
    int at = scale * size(quantities);
    sums[at + BLOCKS]++;
    sums[at + SQUARED_ROWS] += (double) rows * rows;
    int product = at + PRODUCTS;
    for (int i = 0; i < quantities; i++) {
      for (int j = 0; j <= i; j++) {
        sums[product++] += sum[i] * sum[j];
      }
    }
    if (scale > 0) {
      for (int q = 0; q < quantities; q++) {
        kept.sum[scale - 1][q] += sum[q];
      }
      kept.rows[scale - 1] += rows;
    }
    Arrays.fill(sum, 0);
    kept.rows[scale] = 0;
  }

  /**
   * The sums of all rows added. No row may be added afterwards.
   *
   * @return plain sums, to be joined by {@link TreeSum#ADD} and read by {@link #covariance}
   */
  public double[] sums() {
    for (Chain kept : chains.values()) {
      for (int scale = scales - 1; scale >= 0; scale--) {
        if (kept.rows[scale] > 0) {
          close(kept, scale);
        }
      }
    }
    return sums.clone();
  }

  /**
   * The covariance of the means.
   *
   * @param matrix covariance matrix of the quantities' means
   * @param degreesOfFreedom number of blocks, weighed by their lengths, less one
   * @param blocks number of blocks
   */
  public record Covariance(double[][] matrix, double degreesOfFreedom, long blocks) {}

  /**
   * The covariance of the means of all rows, from the longest blocks of which there are enough, or
   * from the shortest ones that are long against the autocorrelation time.
   *
   * @param sums joint sums
   * @param quantities number of quantities
   * @param rows number of configurations
   * @param longestChain length of the longest chain
   * @param shortest least length of a block in configurations; a whole chain may be shorter
   * @param enough degrees of freedom that are enough
   * @return B/(B - 1) sum of (block's sum)(block's sum)^T/N^2, B = N^2/(sum of squared lengths)
   */
  public static Covariance covariance(
      double[] sums,
      int quantities,
      double rows,
      long longestChain,
      double shortest,
      double enough) {
    int scale = 0;
    int scales = sums.length / size(quantities);
    while (scale + 1 < scales
        && effective(sums, quantities, scale, rows) - 1 < enough
        && longestChain / (double) (1L << (scale + 1)) >= shortest) {
      scale++;
    }
    double blocks = effective(sums, quantities, scale, rows);
    double factor = blocks / (blocks - 1) / rows / rows;
    int at = scale * size(quantities);
    int product = at + PRODUCTS;
    double[][] matrix = new double[quantities][quantities];
    for (int i = 0; i < quantities; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = factor * sums[product++];
        matrix[j][i] = matrix[i][j];
      }
    }
    return new Covariance(matrix, blocks - 1, (long) sums[at + BLOCKS]);
  }

  private static double effective(double[] sums, int quantities, int scale, double rows) {
    return rows * rows / sums[scale * size(quantities) + SQUARED_ROWS];
  }
}
