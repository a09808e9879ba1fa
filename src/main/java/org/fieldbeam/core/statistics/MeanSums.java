package org.fieldbeam.core.statistics;

/**
 * First pass over a shard: weighted sums of primary quantities, number and length of the chains.
 *
 * <p>Every sum is carried with the rounding errors of its additions (A. Neumaier, Z. Angew. Math.
 * Mech. 54 (1974) 39), so that a mean is as good as its terms however many there are: differences
 * of means, as variances are, lose no more digits than they must.
 *
 * <p>Weights enter by their logarithm; sums are kept relative to the largest log weight seen, so
 * that no weight overflows. An ensemble without weights passes 0. Memory: a few numbers for each
 * chain of the shard. Not thread safe.
 */
public final class MeanSums {

  private static final int ROWS = 0;
  private static final int CHAINS = 1;
  private static final int LONGEST = 2;
  private static final int LARGEST = 3;
  private static final int LOG_SCALE = 4;
  private static final int MOTION = 5;
  private static final int WEIGHT = MOTION + ChainMotion.SIZE;
  private static final int WEIGHT_SQUARED = WEIGHT + 1;
  private static final int HEADER = WEIGHT + 2;

  /** Joins the sums of two groups of shards: hand it to {@link TreeSum}. */
  public static final TreeSum.Join JOIN = MeanSums::join;

  private final double[] sums;
  private final int watched;
  private final ChainMotion.Chains chains = new ChainMotion.Chains();

  /**
   * Empty sums.
   *
   * @param primaries number of primary quantities
   * @param watched the one of them whose largest value is kept
   */
  public MeanSums(int primaries, int watched) {
    this.watched = watched;
    sums = new double[HEADER + 2 * primaries];
    sums[LARGEST] = Double.NEGATIVE_INFINITY;
    sums[LOG_SCALE] = Double.NEGATIVE_INFINITY;
  }

  /**
   * Adds a configuration of unknown step, told apart from others by its primary quantities.
   *
   * @param chain the chain it belongs to
   * @param logWeight logarithm of its weight
   * @param primaries its primary quantities
   * @throws IllegalArgumentException as the other method of this name
   */
  public void add(long chain, double logWeight, double[] primaries) {
    add(
        chain,
        -1,
        ChainMotion.fingerprint(primaries, primaries.length),
        Double.NaN,
        Double.NaN,
        logWeight,
        primaries);
  }

  /**
   * Adds a configuration.
   *
   * @param chain the chain it belongs to; a chain lies in one shard as a whole
   * @param step its step in the chain; -1 where it is not known
   * @param fingerprint what tells it apart from others, {@link ChainMotion#fingerprint}
   * @param fieldStep half the mean square difference of its field and that before it in the chain;
   *     NaN where it is not known
   * @param fieldSpread the mean variance of both over the sites; NaN where it is not known
   * @param logWeight logarithm of its weight, up to a constant; 0 in an unweighted ensemble, minus
   *     infinity for weight 0
   * @param primaries its primary quantities
   * @throws IllegalArgumentException if the weight or a primary quantity is not a number or is
   *     infinite
   */
  public void add(
      long chain,
      long step,
      long fingerprint,
      double fieldStep,
      double fieldSpread,
      double logWeight,
      double[] primaries) {
    if (Double.isNaN(logWeight) || logWeight == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "log weight of a configuration of chain " + chain + " is " + logWeight);
    }
    if (logWeight > sums[LOG_SCALE]) {
      rescale(sums, logWeight);
    }
    double weight =
        logWeight == Double.NEGATIVE_INFINITY ? 0 : StrictMath.exp(logWeight - sums[LOG_SCALE]);
    sums[ROWS]++;
    sums[LARGEST] = Math.max(sums[LARGEST], primaries[watched]);
    sums[WEIGHT] += weight;
    sums[WEIGHT_SQUARED] += weight * weight;
    for (int i = 0; i < primaries.length; i++) {
      double value = primaries[i];
      if (!(Math.abs(value) <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "primary quantity " + i + " of a configuration of chain " + chain + " is " + value);
      }
      addTo(sums, HEADER + i, HEADER + primaries.length + i, weight * value);
    }
    chains.add(chain, step, fingerprint, fieldStep, fieldSpread);
  }

  /**
   * The sums so far.
   *
   * @return a copy, to be read with the static methods of this class
   */
  public double[] sums() {
    double[] all = sums.clone();
    all[CHAINS] = chains.size();
    all[LONGEST] = chains.longest();
    chains.write(all, MOTION);
    return all;
  }

  /** Adds to the sum at one place, and what that loses to the one at another. */
  private static void addTo(double[] sums, int at, int lost, double term) {
    double sum = sums[at];
    double next = sum + term;
    sums[lost] += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
    sums[at] = next;
  }

  private static void rescale(double[] sums, double logScale) {
    double factor =
        sums[LOG_SCALE] == Double.NEGATIVE_INFINITY
            ? 0
            : StrictMath.exp(sums[LOG_SCALE] - logScale);
    sums[LOG_SCALE] = logScale;
    sums[WEIGHT] *= factor;
    sums[WEIGHT_SQUARED] *= factor * factor;
    for (int i = HEADER; i < sums.length; i++) {
      sums[i] *= factor;
    }
  }

  private static double[] join(double[] left, double[] right) {
    double logScale = Math.max(left[LOG_SCALE], right[LOG_SCALE]);
    double[] joint = left.clone();
    double[] other = right.clone();
    if (logScale > Double.NEGATIVE_INFINITY) {
      rescale(joint, logScale);
      rescale(other, logScale);
    }
    joint[ROWS] += other[ROWS];
    joint[CHAINS] += other[CHAINS];
    joint[LONGEST] = Math.max(joint[LONGEST], other[LONGEST]);
    joint[LARGEST] = Math.max(joint[LARGEST], other[LARGEST]);
    ChainMotion.join(joint, other, MOTION);
    joint[WEIGHT] += other[WEIGHT];
    joint[WEIGHT_SQUARED] += other[WEIGHT_SQUARED];
    int primaries = (joint.length - HEADER) / 2;
    for (int i = HEADER; i < HEADER + primaries; i++) {
      addTo(joint, i, i + primaries, other[i]);
      joint[i + primaries] += other[i + primaries];
    }
    return joint;
  }

  /**
   * Number of configurations.
   *
   * @param sums joint sums
   * @return rows added
   */
  public static long rows(double[] sums) {
    return (long) sums[ROWS];
  }

  /**
   * Number of chains.
   *
   * @param sums joint sums
   * @return chains in all shards
   */
  public static long chains(double[] sums) {
    return (long) sums[CHAINS];
  }

  /**
   * Length of the longest chain.
   *
   * @param sums joint sums
   * @return configurations
   */
  public static long longestChain(double[] sums) {
    return (long) sums[LONGEST];
  }

  /**
   * How the chains move from one configuration to the next.
   *
   * @param sums joint sums
   * @return counts over all chains
   */
  public static ChainMotion motion(double[] sums) {
    return ChainMotion.read(sums, MOTION);
  }

  /**
   * Largest value of the watched primary quantity.
   *
   * @param sums joint sums
   * @return the largest of all configurations, whatever their weights
   */
  public static double largest(double[] sums) {
    return sums[LARGEST];
  }

  /**
   * Means of the primary quantities, sum of w a over sum of w.
   *
   * @param sums joint sums
   * @return one mean for each primary quantity
   * @throws IllegalArgumentException if there is no configuration or no weight
   */
  public static double[] means(double[] sums) {
    if (!(sums[WEIGHT] > 0)) {
      throw new IllegalArgumentException(
          rows(sums) == 0
              ? "an ensemble without configurations has no means"
              : "all " + rows(sums) + " configurations have weight 0");
    }
    double[] means = new double[(sums.length - HEADER) / 2];
    for (int i = 0; i < means.length; i++) {
      means[i] = (sums[HEADER + i] + sums[HEADER + means.length + i]) / sums[WEIGHT];
    }
    return means;
  }

  /**
   * A configuration's weight in units of the mean weight.
   *
   * @param sums joint sums
   * @param logWeight logarithm of its weight, up to the same constant as in {@link #add}
   * @return w N / sum of w; exactly 1 in an unweighted ensemble
   */
  public static double relativeWeight(double[] sums, double logWeight) {
    return logWeight == Double.NEGATIVE_INFINITY
        ? 0
        : StrictMath.exp(logWeight - sums[LOG_SCALE]) * (sums[ROWS] / sums[WEIGHT]);
  }

  /**
   * Kish's effective sample size as a fraction of the number of configurations.
   *
   * @param sums joint sums
   * @return (sum of w)^2 / (N sum of w^2), in (0, 1]
   */
  public static double effectiveFraction(double[] sums) {
    return sums[WEIGHT] * sums[WEIGHT] / (sums[ROWS] * sums[WEIGHT_SQUARED]);
  }

  /**
   * The largest weight as a fraction of the sum of all.
   *
   * @param sums joint sums
   * @return max w / sum of w, in (0, 1]
   */
  public static double largestShare(double[] sums) {
    return 1 / sums[WEIGHT];
  }
}
