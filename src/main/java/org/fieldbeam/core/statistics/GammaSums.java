package org.fieldbeam.core.statistics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Second pass over a shard: autocovariance sums of projected deviations, chain by chain, up to a
 * largest lag, and what is needed to compare chains and halves of chains.
 *
 * <p>Rows of one chain arrive in the order of their steps; chains may be interleaved. Memory: for
 * each chain of the shard at most {@code quantities * 2 (maxLag + 512)} numbers, less for chains
 * shorter than that, whatever the number of rows. Not thread safe.
 */
public final class GammaSums {

  /** Header of the sums: configurations. */
  static final int ROWS = 0;

  static final int CHAINS = 1;
  static final int SPLIT_CHAINS = 2;
  static final int BLOCK_CHAINS = 3;
  static final int QUANTITIES = 4;
  static final int LAGS = 5;
  static final int HEADER = 6;

  /** Per quantity: sum over chains of (sum of deviations)^2. */
  static final int CHAIN_SQUARE = 0;

  static final int DRIFT = 1;
  static final int DRIFT_SQUARE = 2;

  /** Sum over chains of the squared deviations of the second half's blocks from its mean. */
  static final int BLOCK_SQUARE = 3;

  static final int PER_QUANTITY = 4;

  /** Blocks of the second half of a chain. */
  static final int BLOCKS = 8;

  /** Joins the sums of two groups of shards: hand it to {@link TreeSum}. */
  public static final TreeSum.Join JOIN = GammaSums::join;

  /** Rows per pass over the lags: more would not vectorise, fewer would load more often. */
  private static final int GROUP = 4;

  private final int quantities;
  private final int maxLag;
  private final long half;
  private final long longest;
  private final Map<Long, ChainWindow> chains = new LinkedHashMap<>();
  private double[][] gamma;
  private long rows;
  private ChainWindow last;
  private long lastChain;

  /** The last deviations of one chain, newest first, and its running sums. */
  private static final class ChainWindow {
    double[][] recent;
    int newest;
    int pending;
    long length;
    final double[] firstSum;
    final double[] secondSum;
    final double[][] blockSum;
    final long[] blockRows = new long[BLOCKS];

    ChainWindow(int quantities, int capacity) {
      recent = new double[quantities][capacity];
      newest = capacity - GROUP;
      firstSum = new double[quantities];
      secondSum = new double[quantities];
      blockSum = new double[BLOCKS][quantities];
    }
  }

  /**
   * Empty sums.
   *
   * @param quantities number of derived quantities
   * @param maxLag largest lag, at least 1
   * @param longestChain length of the longest chain of the whole ensemble ({@link
   *     MeanSums#longestChain}); rows before and after the middle of that length are compared
   */
  public GammaSums(int quantities, int maxLag, long longestChain) {
    if (maxLag < 1) {
      throw new IllegalArgumentException("largest lag " + maxLag + ": must be at least 1");
    }
    this.quantities = quantities;
    this.maxLag = maxLag;
    this.half = longestChain / 2;
    this.longest = longestChain;
    this.gamma = new double[quantities][16];
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
      last = chains.computeIfAbsent(chain, c -> new ChainWindow(quantities, 32));
      lastChain = chain;
    }
    ChainWindow window = last;
    if (window.length == longest) {
      throw new IllegalArgumentException(
          "chain "
              + chain
              + " has more than the "
              + longest
              + " configurations of the longest chain of the first pass: both passes must see the"
              + " same rows");
    }
    if (window.newest == 0) {
      makeRoom(window);
    }
    window.newest--;
    boolean early = window.length < half;
    double[] sum = early ? window.firstSum : window.secondSum;
    for (int q = 0; q < quantities; q++) {
      window.recent[q][window.newest] = deviations[q];
      sum[q] += deviations[q];
    }
    if (!early) {
      int block = (int) ((window.length - half) * BLOCKS / (longest - half));
      double[] blockSum = window.blockSum[block];
      for (int q = 0; q < quantities; q++) {
        blockSum[q] += deviations[q];
      }
      window.blockRows[block]++;
    }
    window.length++;
    rows++;
    if (++window.pending == GROUP) {
      correlate(window);
    }
  }

  private void makeRoom(ChainWindow window) {
    int old = window.recent[0].length;
    int kept = Math.min(old, maxLag + 2 * GROUP);
    int capacity = Math.min(2 * old, kept + Math.max(512, maxLag));
    for (int q = 0; q < quantities; q++) {
      double[] moved = capacity == old ? window.recent[q] : new double[capacity];
      System.arraycopy(window.recent[q], 0, moved, capacity - kept, kept);
      window.recent[q] = moved;
    }
    window.newest = capacity - kept;
  }

  /** Adds the products of the pending rows with all rows before them, and with themselves. */
  private void correlate(ChainWindow window) {
    int count = window.pending;
    window.pending = 0;
    // Older rows of the group reach fewer rows back than the newest: they meet zeros there.
    int lags = (int) Math.min(maxLag, window.length - 1) + 1;
    if (lags > gamma[0].length) {
      int capacity = Math.min(maxLag + 1, Math.max(lags, 2 * gamma[0].length));
      for (int q = 0; q < quantities; q++) {
        gamma[q] = Arrays.copyOf(gamma[q], capacity);
      }
    }
    for (int q = 0; q < quantities; q++) {
      if (count == GROUP) {
        addProducts4(window.recent[q], window.newest, lags, gamma[q]);
      } else {
        for (int i = 0; i < count; i++) {
          addProducts(window.recent[q], window.newest + i, lags, gamma[q]);
        }
      }
    }
  }

  private static void addProducts4(double[] recent, int at, int lags, double[] gamma) {
    double x0 = recent[at];
    double x1 = recent[at + 1];
    double x2 = recent[at + 2];
    double x3 = recent[at + 3];
    for (int lag = 0; lag < lags; lag++) {
      gamma[lag] +=
          (x0 * recent[at + lag] + x1 * recent[at + lag + 1])
              + (x2 * recent[at + lag + 2] + x3 * recent[at + lag + 3]);
    }
  }

  private static void addProducts(double[] recent, int at, int lags, double[] gamma) {
    double x = recent[at];
    for (int lag = 0; lag < lags; lag++) {
      gamma[lag] += x * recent[at + lag];
    }
  }

  /**
   * The sums of all rows added. No row may be added afterwards.
   *
   * @return plain sums, to be joined by {@link #JOIN} and read by {@link GammaMethod}
   */
  public double[] sums() {
    long longestHere = 0;
    for (ChainWindow window : chains.values()) {
      if (window.pending > 0) {
        correlate(window);
      }
      longestHere = Math.max(longestHere, window.length);
    }
    int lags = (int) Math.min(maxLag + 1L, longestHere);
    double[] sums = new double[size(quantities, lags)];
    sums[ROWS] = rows;
    sums[CHAINS] = chains.size();
    sums[QUANTITIES] = quantities;
    sums[LAGS] = lags;
    int pairs = HEADER + quantities * PER_QUANTITY;
    for (ChainWindow window : chains.values()) {
      long first = Math.min(half, window.length);
      long second = window.length - first;
      boolean split = first > 0 && second > 0;
      sums[SPLIT_CHAINS] += split ? 1 : 0;
      boolean blocked = Arrays.stream(window.blockRows).allMatch(count -> count > 0);
      sums[BLOCK_CHAINS] += blocked ? 1 : 0;
      for (int q = 0; q < quantities; q++) {
        int at = HEADER + q * PER_QUANTITY;
        double total = window.firstSum[q] + window.secondSum[q];
        sums[at + CHAIN_SQUARE] += total * total;
        if (split) {
          double drift = window.secondSum[q] / second - window.firstSum[q] / first;
          sums[at + DRIFT] += drift;
          sums[at + DRIFT_SQUARE] += drift * drift;
        }
        for (int block = 0; blocked && block < BLOCKS; block++) {
          double mean = window.blockSum[block][q] / window.blockRows[block];
          double difference = mean - window.secondSum[q] / second;
          sums[at + BLOCK_SQUARE] += difference * difference;
        }
      }
      for (int lag = 0; lag < Math.min(lags, window.length); lag++) {
        sums[pairs + lag] += window.length - lag;
      }
    }
    for (int q = 0; q < quantities; q++) {
      int at = pairs + (q + 1) * lags;
      System.arraycopy(gamma[q], 0, sums, at, Math.min(lags, gamma[q].length));
    }
    return sums;
  }

  private static int size(int quantities, int lags) {
    return HEADER + quantities * PER_QUANTITY + (quantities + 1) * lags;
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
    int fixed = HEADER + quantities * PER_QUANTITY;
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
