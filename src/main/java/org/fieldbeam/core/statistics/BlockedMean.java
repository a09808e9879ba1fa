package org.fieldbeam.core.statistics;

import java.util.Arrays;

/**
 * A mean of a series in the order of its chains, with the largest of the errors that blocks of
 * neighbours give: 8, 16, 32 and 64 of them.
 *
 * @param value the mean
 * @param error its error; NaN where it could not be computed
 * @param score distance from the expected value in standard errors, Student's law with the blocks
 *     taken for Gauss's
 */
public record BlockedMean(double value, double error, double score) {
  private static final int[] BLOCKS = {8, 16, 32, 64};

  /**
   * Returns the mean of a series.
   *
   * @param series the values, at least 8
   * @param expected what the mean should be
   */
  public static BlockedMean of(double[] series, double expected) {
    double value = Arrays.stream(series).average().orElseThrow();
    double error = 0;
    int chosen = BLOCKS[0];
    for (int blocks : BLOCKS) {
      double of = blocks <= series.length ? error(series, value, blocks) : 0;
      if (of > error) {
        error = of;
        chosen = blocks;
      }
    }
    double distance = value - expected;
    if (!Double.isFinite(distance) || error == Double.POSITIVE_INFINITY) {
      return new BlockedMean(value, Double.NaN, Double.POSITIVE_INFINITY); // powers of huge fields
    }
    double score =
        Math.abs(distance) < 1e-9 ? 0 : Significance.gaussian(distance / error, chosen - 1);
    return new BlockedMean(value, error, score);
  }

  /** Whether value and error could be computed. */
  public boolean isFinite() {
    return Double.isFinite(error);
  }

  private static double error(double[] series, double mean, int blocks) {
    double squares = 0;
    for (int block = 0; block < blocks; block++) {
      int from = (int) ((long) block * series.length / blocks);
      int to = (int) ((long) (block + 1) * series.length / blocks);
      double of = Arrays.stream(series, from, to).average().orElseThrow() - mean;
      squares += of * of;
    }
    return Math.sqrt(squares / (blocks * (blocks - 1.0)));
  }

  @Override
  public String toString() {
    return Estimate.format(value, error);
  }
}
