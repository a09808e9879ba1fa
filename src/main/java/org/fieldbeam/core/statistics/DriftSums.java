package org.fieldbeam.core.statistics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Second halves of chains against first halves, to find chains that had not forgotten their start.
 *
 * <p>With {@value #FEWEST_CHAINS} chains or more the error is that of the mean over chains of
 * (second half - first half), which a drift common to all chains does not widen. With fewer it is
 * sqrt(2) times the error of the second half from the spread of {@value #BLOCKS} blocks in each
 * chain: a slow approach to equilibrium in the first half would pass for a long autocorrelation
 * time over the whole chain. Where chains are too short for blocks, there is no score.
 *
 * <p>An error from half of the data knows nothing of what the other half may hold by chance. Of 64
 * independent values of x^4, x normal, the score is beyond 5 for 1.6 in a thousand, of 16 for 2 in
 * a hundred, instead of 6e-7. The quantities must have light tails: of values whose tails are those
 * of a normal law or lighter, such as |x| and its roots, beyond 3 lie at most as many as of normal
 * numbers, 2.7 in a thousand.
 *
 * <p>Rows of one chain arrive in the order of their steps; chains may be interleaved. Memory: some
 * 90 bytes for each chain and quantity. Not thread safe.
 */
public final class DriftSums {

  /** Fewest chains whose differences give their own error. */
  public static final int FEWEST_CHAINS = 10;

  /** Fewest rows in second halves: by chance fewer may miss one of two peaks of a distribution. */
  private static final double FEWEST_ROWS = 32;

  /** Blocks of the second half of a chain. */
  static final int BLOCKS = 8;

  private static final int ROWS = 0;
  private static final int CHAINS = 1;
  private static final int SPLIT_CHAINS = 2;
  private static final int BLOCK_CHAINS = 3;
  private static final int HEADER = 4;

  private static final int DRIFT = 0;
  private static final int DRIFT_SQUARE = 1;

  /** Sum over chains of the squared deviations of the second half's blocks from its mean. */
  private static final int BLOCK_SQUARE = 2;

  private static final int PER_QUANTITY = 3;

  private final int quantities;
  private final long half;
  private final long longest;
  private final Map<Long, Chain> chains = new LinkedHashMap<>();
  private long rows;
  private Chain last;
  private long lastChain;

  private static final class Chain {
    long length;
    final double[] firstSum;
    final double[] secondSum;
    final double[][] blockSum;
    final long[] blockRows = new long[BLOCKS];

    Chain(int quantities) {
      firstSum = new double[quantities];
      secondSum = new double[quantities];
      blockSum = new double[BLOCKS][quantities];
    }
  }

  /**
   * Empty sums.
   *
   * @param quantities number of quantities
   * @param longestChain length of the longest chain of the whole ensemble ({@link
   *     MeanSums#longestChain}); rows before and after the middle of that length are compared
   */
  public DriftSums(int quantities, long longestChain) {
    this.quantities = quantities;
    this.half = longestChain / 2;
    this.longest = longestChain;
  }

  /**
   * Adds a configuration.
   *
   * @param chain the chain it belongs to
   * @param deviations its quantities less their means, times its weight in units of the mean weight
   */
  public void add(long chain, double[] deviations) {
    if (last == null || lastChain != chain) {
      last = chains.computeIfAbsent(chain, c -> new Chain(quantities));
      lastChain = chain;
    }
    Chain kept = last;
    boolean early = kept.length < half;
    double[] sum = early ? kept.firstSum : kept.secondSum;
    for (int q = 0; q < quantities; q++) {
      sum[q] += deviations[q];
    }
    if (!early) {
      int block = (int) ((kept.length - half) * BLOCKS / (longest - half));
      double[] blockSum = kept.blockSum[block];
      for (int q = 0; q < quantities; q++) {
        blockSum[q] += deviations[q];
      }
      kept.blockRows[block]++;
    }
    kept.length++;
    rows++;
  }

  /**
   * The sums of all rows added.
   *
   * @return plain sums, to be joined by {@link TreeSum#ADD} and read by {@link #score}
   */
  public double[] sums() {
    double[] sums = new double[HEADER + quantities * PER_QUANTITY];
    sums[ROWS] = rows;
    sums[CHAINS] = chains.size();
    for (Chain kept : chains.values()) {
      long first = Math.min(half, kept.length);
      long second = kept.length - first;
      boolean split = first > 0 && second > 0;
      sums[SPLIT_CHAINS] += split ? 1 : 0;
      boolean blocked = Arrays.stream(kept.blockRows).allMatch(count -> count > 0);
      sums[BLOCK_CHAINS] += blocked ? 1 : 0;
      for (int q = 0; q < quantities; q++) {
        int at = HEADER + q * PER_QUANTITY;
        if (split) {
          double drift = kept.secondSum[q] / second - kept.firstSum[q] / first;
          sums[at + DRIFT] += drift;
          sums[at + DRIFT_SQUARE] += drift * drift;
        }
        for (int block = 0; blocked && block < BLOCKS; block++) {
          double mean = kept.blockSum[block][q] / kept.blockRows[block];
          double difference = mean - kept.secondSum[q] / second;
          sums[at + BLOCK_SQUARE] += difference * difference;
        }
      }
    }
    return sums;
  }

  /**
   * The distance of second halves from first halves.
   *
   * @param sums joint sums
   * @param quantity index of the quantity
   * @param tauInt its integrated autocorrelation time
   * @return equivalent standard score of second half minus first; NaN if the chains cannot be split
   */
  public static double score(double[] sums, int quantity, double tauInt) {
    double split = sums[SPLIT_CHAINS];
    int at = HEADER + quantity * PER_QUANTITY;
    if (split == 0) {
      return Double.NaN;
    }
    if (split >= FEWEST_CHAINS) {
      double mean = sums[at + DRIFT] / split;
      double square = sums[at + DRIFT_SQUARE] / split - mean * mean;
      double error = Math.sqrt(Math.max(0, square) / (split - 1));
      return Significance.gaussian(mean / error, split - 1);
    }
    double chains = sums[CHAINS];
    if (sums[BLOCK_CHAINS] < chains || sums[ROWS] < 2 * FEWEST_ROWS) {
      return Double.NaN;
    }
    double difference = sums[at + DRIFT] / split;
    int degrees = BLOCKS - 1;
    double square = sums[at + BLOCK_SQUARE] / (BLOCKS * degrees);
    // Neighbouring blocks are correlated over about tau_int, so their means spread too little.
    double block = sums[ROWS] / (2 * BLOCKS * chains);
    double error = Math.sqrt(2 * square * (1 + 4 * tauInt / block)) / chains;
    return Significance.gaussian(difference / error, degrees * chains);
  }
}
