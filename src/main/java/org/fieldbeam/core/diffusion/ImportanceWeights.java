package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import java.util.Locale;
import org.fieldbeam.core.observable.check.RunawayChains;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.Jackknife;

/**
 * What the log weights of independent proposals say about them: effective sample size, acceptance,
 * largest weight, partition function, outliers.
 *
 * <p>With {@code w = exp(log weight)} over n proposals: {@code ESS = (sum w)^2 / (n sum w^2)}, 1
 * for perfect proposals; the acceptance of independence Metropolis in equilibrium is {@code sum_ij
 * min(w_i, w_j) / (n sum w)}. Errors are jackknife errors over blocks of successive proposals; the
 * largest weight is an extreme value, for which the jackknife gives the order of magnitude only.
 */
public final class ImportanceWeights {
  /** Number of jackknife blocks, or n where there are fewer proposals. */
  private static final int BLOCKS = 50;

  /** Fewest proposals that tell an outlier. */
  private static final long FEWEST = 10;

  private static final double ROBUST_SD =
      1.482602218505602; // 1 / (quartile of the normal distribution)

  /** Outliers lie beyond this many robust standard deviations of log w ... */
  private static final double OUTLIER_SD = 8;

  /** ... and by more than this from the median, whichever is further. */
  private static final double OUTLIER_FLOOR = 5;

  private final double[] logWeights;
  private final double largestLog;
  private final double[] weights;
  private final double median;
  private final double robustSd;
  private final int outliers;

  private ImportanceWeights(double[] logWeights) {
    this.logWeights = logWeights;
    double[] sorted = logWeights.clone();
    Arrays.sort(sorted);
    median = middle(sorted);
    largestLog = sorted[sorted.length - 1];
    double[] deviations = new double[sorted.length];
    weights = new double[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      deviations[i] = Math.abs(logWeights[i] - median);
      weights[i] = StrictMath.exp(logWeights[i] - largestLog);
    }
    Arrays.sort(deviations);
    robustSd = ROBUST_SD * middle(deviations);
    double limit = outlierDistance();
    int beyond = 0;
    for (double deviation : deviations) {
      beyond += deviation > limit ? 1 : 0;
    }
    outliers = beyond;
  }

  /**
   * Takes the log weights of independent proposals.
   *
   * @param logWeights log weights up to a common constant, in the order of drawing; copied
   * @throws IllegalArgumentException if there is none or one is not finite: names its index
   */
  public static ImportanceWeights of(double[] logWeights) {
    if (logWeights.length == 0) {
      throw new IllegalArgumentException(
          "Importance weights: no log weights were given; at least 1 is needed");
    }
    for (int i = 0; i < logWeights.length; i++) {
      requireFinite(logWeights[i], i);
    }
    return new ImportanceWeights(logWeights.clone());
  }

  /**
   * Refuses a log weight that is not finite.
   *
   * @param index number of the proposal, for the error
   * @throws IllegalArgumentException if it is not
   */
  public static void requireFinite(double logWeight, long index) {
    if (!(Math.abs(logWeight) < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Importance weights: the log weight of proposal "
              + index
              + " is "
              + logWeight
              + "; only finite ones are allowed: sample again with a finer ladder");
    }
  }

  /** Number of proposals. */
  public int size() {
    return weights.length;
  }

  /** Median of the log weights. */
  public double median() {
    return median;
  }

  /** Robust standard deviation of the log weights, from the median absolute deviation. */
  public double robustSd() {
    return robustSd;
  }

  /** Distance from the median beyond which a log weight is an outlier: max(5, 8 robust sd). */
  public double outlierDistance() {
    return Math.max(OUTLIER_FLOOR, OUTLIER_SD * robustSd);
  }

  /**
   * Number of proposals whose log weight is further than {@link #outlierDistance()} from the
   * median.
   */
  public int outliers() {
    return outliers;
  }

  /**
   * The check {@code runaways}: no log weight is an outlier. Runaways show a ladder too coarse for
   * the curvature of the action, or a region the proposals do not cover, and appear as rare
   * outliers rather than as a larger error. Fewer than {@value #FEWEST} are not judged. Of
   * 10<sup>6</sup> normally distributed log weights one fails with probability below 1e-8.
   */
  public Check runaways() {
    return runaways(outliers, size());
  }

  /**
   * The check {@code runaways} of a larger set of proposals, of which these are a part that fixes
   * median and spread.
   *
   * @param outliers number of the larger set that are further than {@link #outlierDistance()} from
   *     the median
   * @param size its number of proposals
   */
  public Check runaways(long outliers, long size) {
    String found =
        String.format(
            Locale.ROOT,
            "%d of %d log weights are further than %.3g from their median %.6g",
            outliers,
            size,
            outlierDistance(),
            median);
    if (size < FEWEST) {
      return Check.notJudged(
          RunawayChains.NAME,
          0,
          found + "; so few fix neither median nor spread: use " + FEWEST + " proposals or more");
    }
    return Check.of(
        RunawayChains.NAME,
        outliers == 0,
        (double) outliers,
        0,
        outliers == 0
            ? found
            : found
                + ": the reverse process ran away, and neither these proposals nor their correction"
                + " can be trusted; use more levels or a smaller shift a of the ladder, or more"
                + " training configurations");
  }

  /** Normalised weights, which sum to 1. */
  public double[] normalized() {
    double sum = sum(weights);
    double[] out = new double[weights.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = weights[i] / sum;
    }
    return out;
  }

  /** Effective sample size as a fraction of the number of proposals, between 1/n and 1. */
  public Estimate effectiveSampleSize() {
    return jackknife(ImportanceWeights::effectiveFraction);
  }

  /**
   * Effective sample sizes of blocks of successive proposals, each as a fraction of their number.
   *
   * @param blocks number of blocks, at most {@link #size}
   */
  public double[] effectiveSampleSizes(int blocks) {
    double[] sizes = new double[blocks];
    for (int k = 0; k < blocks; k++) {
      double[] block = Arrays.copyOfRange(logWeights, begin(k, blocks), begin(k + 1, blocks));
      sizes[k] = effectiveFraction(new ImportanceWeights(block).weights);
    }
    return sizes;
  }

  /** Where a block begins. */
  private int begin(int block, int blocks) {
    return (int) ((long) logWeights.length * block / blocks);
  }

  private static double effectiveFraction(double[] w) {
    double s = sum(w);
    double s2 = 0;
    for (double x : w) {
      s2 += x * x;
    }
    return s * s / (w.length * s2);
  }

  /** The largest log weight. */
  public double largestLogWeight() {
    return largestLog;
  }

  /** Mean acceptance of independence Metropolis in equilibrium, over all pairs of proposals. */
  public Estimate acceptance() {
    return jackknife(
        w -> {
          double[] sorted = w.clone();
          Arrays.sort(sorted);
          double pairs = 0;
          double n = sorted.length;
          for (int i = 0; i < sorted.length; i++) {
            pairs += sorted[i] * (2 * (n - i) - 1);
          }
          return pairs / (n * sum(sorted));
        });
  }

  /** The largest normalised weight, 1/n for perfect proposals. */
  public Estimate largestWeight() {
    return jackknife(
        w -> Arrays.stream(w).max().getAsDouble() / sum(w) * (w.length / (double) size()));
  }

  /** Log of the mean weight: ln Z where the log weights are {@code -S - log q}. */
  public Estimate logPartitionFunction() {
    return jackknife(w -> largestLog + StrictMath.log(sum(w) / w.length));
  }

  private interface Statistic {
    double of(double[] weights);
  }

  private Estimate jackknife(Statistic statistic) {
    int n = weights.length;
    double value = statistic.of(weights);
    int blocks = n < 2 ? 0 : Math.min(BLOCKS, n);
    double[] replicas = new double[blocks];
    for (int k = 0; k < blocks; k++) {
      int from = begin(k, blocks);
      int to = begin(k + 1, blocks);
      double[] rest = new double[n - (to - from)];
      System.arraycopy(weights, 0, rest, 0, from);
      System.arraycopy(weights, to, rest, from, n - to);
      replicas[k] = statistic.of(rest);
    }
    return Jackknife.ofReplicas(value, replicas, n);
  }

  private static double middle(double[] sorted) {
    int n = sorted.length;
    return 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Number of proposals, ESS and acceptance in one line. */
  @Override
  public String toString() {
    return logWeights.length
        + " proposals, ESS "
        + effectiveSampleSize()
        + ", acceptance "
        + acceptance()
        + ", "
        + outliers
        + " outliers";
  }
}
