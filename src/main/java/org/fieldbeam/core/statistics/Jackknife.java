package org.fieldbeam.core.statistics;

/**
 * Binned jackknife (B. Efron, SIAM Monogr. 38 (1982)): errors of any function of weighted means
 * from leaving out one bin at a time; autocorrelations are contained if bins are long against
 * tau_int, or are whole chains.
 */
public final class Jackknife {

  private Jackknife() {}

  /**
   * Value and error of a function of weighted means.
   *
   * @param binSums for each bin the sums of w a_i over its configurations
   * @param binWeights for each bin the sum of w (number of configurations without weights)
   * @param quantity function of the means
   * @return the value with its bias of order 1/bins taken off, and its error; n is the number of
   *     bins
   * @throws IllegalArgumentException if there are fewer than two bins or the lengths differ
   */
  public static Estimate estimate(
      double[][] binSums, double[] binWeights, DerivedQuantity quantity) {
    int bins = binSums.length;
    if (bins < 2 || binWeights.length != bins) {
      throw new IllegalArgumentException(
          "jackknife over "
              + bins
              + " bins with "
              + binWeights.length
              + " weights: two bins or more with one weight each are needed");
    }
    int primaries = binSums[0].length;
    double[] total = new double[primaries];
    double weight = 0;
    for (int bin = 0; bin < bins; bin++) {
      weight += binWeights[bin];
      for (int i = 0; i < primaries; i++) {
        total[i] += binSums[bin][i];
      }
    }
    double[] means = new double[primaries];
    double[] without = new double[bins];
    double mean = 0;
    for (int bin = 0; bin < bins; bin++) {
      for (int i = 0; i < primaries; i++) {
        means[i] = (total[i] - binSums[bin][i]) / (weight - binWeights[bin]);
      }
      without[bin] = quantity.value(means);
      mean += without[bin] / bins;
    }
    double square = 0;
    for (double value : without) {
      square += (value - mean) * (value - mean);
    }
    for (int i = 0; i < primaries; i++) {
      means[i] = total[i] / weight;
    }
    double value = bins * quantity.value(means) - (bins - 1) * mean;
    return Estimate.independent(value, Math.sqrt(square * (bins - 1) / bins), bins);
  }

  /**
   * The estimate of a statistic that is not a function of means, from its values with one bin left
   * out at a time.
   *
   * @param value the statistic of all data
   * @param without its values with each of the bins left out; fewer than two give an unknown error
   * @param n number of configurations
   * @return the value as given, without correction of its bias, and the jackknife error
   */
  public static Estimate ofReplicas(double value, double[] without, long n) {
    int bins = without.length;
    if (bins < 2) {
      return Estimate.independent(value, Double.NaN, n);
    }
    double mean = 0;
    for (double replica : without) {
      mean += replica / bins;
    }
    double square = 0;
    for (double replica : without) {
      square += (replica - mean) * (replica - mean);
    }
    return Estimate.independent(value, Math.sqrt(square * (bins - 1) / bins), n);
  }
}
