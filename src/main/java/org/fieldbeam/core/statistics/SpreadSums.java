package org.fieldbeam.core.statistics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the means of chains lie apart, and how far a chain goes from one configuration to the
 * next.
 *
 * <p>Rows of one chain arrive in the order of their steps; chains may be interleaved. Joined by
 * {@link TreeSum#ADD}. Memory: some 20 bytes for each chain and quantity. Not thread safe.
 */
public final class SpreadSums {
  private static final int ROWS = 0;
  private static final int CHAINS = 1;
  private static final int PAIRS = 2;
  private static final int HEADER = 3;

  /** Per quantity: sum of deviations, and of their squares. */
  private static final int SUM = 0;

  private static final int SQUARES = 1;

  /** Sum over chains of (sum of deviations)^2/length. */
  private static final int CHAIN_SQUARES = 2;

  /** Sum over neighbours of (deviation - deviation before)^2. */
  private static final int STEP_SQUARES = 3;

  private static final int PER_QUANTITY = 4;

  private final int quantities;
  private final double[] sums;
  private final Map<Long, Chain> chains = new LinkedHashMap<>();
  private Chain last;
  private long lastNumber;

  private static final class Chain {
    long length;
    final double[] sum;
    final double[] before;

    Chain(int quantities) {
      sum = new double[quantities];
      before = new double[quantities];
    }
  }

  /**
   * Empty sums.
   *
   * @param quantities number of quantities
   */
  public SpreadSums(int quantities) {
    this.quantities = quantities;
    sums = new double[HEADER + PER_QUANTITY * quantities];
  }

  /**
   * Adds a configuration.
   *
   * @param chain the chain it belongs to
   * @param deviations its deviations from the means over all chains
   */
  public void add(long chain, double[] deviations) {
    if (last == null || lastNumber != chain) {
      last = chains.computeIfAbsent(chain, c -> new Chain(quantities));
      lastNumber = chain;
    }
    Chain kept = last;
    sums[ROWS]++;
    sums[PAIRS] += kept.length > 0 ? 1 : 0;
    for (int q = 0; q < quantities; q++) {
      double value = deviations[q];
      int at = HEADER + PER_QUANTITY * q;
      sums[at + SUM] += value;
      sums[at + SQUARES] += value * value;
      kept.sum[q] += value;
      if (kept.length > 0) {
        double step = value - kept.before[q];
        sums[at + STEP_SQUARES] += step * step;
      }
      kept.before[q] = value;
    }
    kept.length++;
  }

  /**
   * The sums of all rows added.
   *
   * @return plain sums, to be joined and read with the static methods of this class
   */
  public double[] sums() {
    double[] all = sums.clone();
    all[CHAINS] = chains.size();
    for (Chain kept : chains.values()) {
      for (int q = 0; q < quantities; q++) {
        all[HEADER + PER_QUANTITY * q + CHAIN_SQUARES] += kept.sum[q] * kept.sum[q] / kept.length;
      }
    }
    return all;
  }

  /**
   * Neighbours in chains.
   *
   * @param sums joint sums
   * @return their number
   */
  public static long pairs(double[] sums) {
    return (long) sums[PAIRS];
  }

  /**
   * The variance of a quantity over all configurations.
   *
   * @param sums joint sums
   * @param quantity its index
   * @return the mean square deviation
   */
  public static double variance(double[] sums, int quantity) {
    double mean = at(sums, quantity, SUM) / sums[ROWS];
    return Math.max(0, at(sums, quantity, SQUARES) / sums[ROWS] - mean * mean);
  }

  /**
   * The variance of the means of chains.
   *
   * @param sums joint sums of two chains or more
   * @param quantity index of the quantity
   * @return its estimate with (number of chains - 1) degrees of freedom; of chains of unequal
   *     lengths that for the mean length
   */
  public static double varianceOfMeans(double[] sums, int quantity) {
    double sum = at(sums, quantity, SUM);
    double square = at(sums, quantity, CHAIN_SQUARES) - sum * sum / sums[ROWS];
    return Math.max(0, square) / (sums[CHAINS] - 1) * sums[CHAINS] / sums[ROWS];
  }

  /**
   * Half the mean square difference of neighbours in a chain, (1 - rho(1)) times the variance of a
   * stationary chain.
   *
   * @param sums joint sums
   * @param quantity index of the quantity
   * @return the mean over all pairs of neighbours
   */
  public static double halfSquareStep(double[] sums, int quantity) {
    return at(sums, quantity, STEP_SQUARES) / (2 * sums[PAIRS]);
  }

  private static double at(double[] sums, int quantity, int offset) {
    return sums[HEADER + PER_QUANTITY * quantity + offset];
  }
}
