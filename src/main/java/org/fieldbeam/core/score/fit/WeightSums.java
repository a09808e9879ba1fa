package org.fieldbeam.core.score.fit;

/**
 * The beginning of an array of sums: number of configurations, sum of their weights, sum of the
 * squares of these. Without weights all three are the same.
 */
public final class WeightSums {
  private static final int ROWS = 0;
  private static final int WEIGHT = 1;
  private static final int SQUARES = 2;

  /** Numbers that it takes. */
  static final int SIZE = 3;

  private WeightSums() {}

  static void add(double[] sums, int at, double weight) {
    sums[at + ROWS]++;
    sums[at + WEIGHT] += weight;
    sums[at + SQUARES] += weight * weight;
  }

  /** Number of configurations. */
  public static double rows(double[] sums, int at) {
    return sums[at + ROWS];
  }

  /** What weighted sums are divided by to get means. */
  static double weight(double[] sums, int at) {
    return sums[at + WEIGHT];
  }

  /**
   * Kish's effective number of configurations, {@code (sum w)^2 / sum w^2}: as many equally
   * weighted ones have means with the same errors. Without weights exactly the number.
   */
  static double effective(double[] sums, int at) {
    return sums[at + WEIGHT] * (sums[at + WEIGHT] / sums[at + SQUARES]);
  }
}
