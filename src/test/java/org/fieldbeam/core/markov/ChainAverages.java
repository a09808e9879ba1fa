package org.fieldbeam.core.markov;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.ToDoubleBiFunction;

/**
 * Averages of an observable over many independent chains, with the error from the scatter of the
 * chains, which needs no autocorrelation time.
 */
public record ChainAverages(double mean, double error) {
  public static final int CHAINS = 128;

  /** With 128 chains Student's t exceeds this in size with probability 1.0e-6. */
  public static final double LIMIT = 5.14;

  /**
   * Runs chains and averages an observable.
   *
   * @param observable a function of the chains and the place of a chain in the batch
   */
  public static ChainAverages of(
      MarkovChains chains,
      int thermalization,
      int measurements,
      int stride,
      ToDoubleBiFunction<MarkovChains, Integer> observable) {
    chains.advance(thermalization);
    double[] sums = new double[chains.batch()];
    for (int i = 0; i < measurements; i++) {
      chains.advance(stride);
      for (int b = 0; b < sums.length; b++) {
        sums[b] += observable.applyAsDouble(chains, b) / measurements;
      }
    }
    return ofChains(sums);
  }

  public static ChainAverages ofChains(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new ChainAverages(mean, Math.sqrt(squares / (values.length - 1.0) / values.length));
  }

  public void assertIs(double expected, String what) {
    double pull = (mean - expected) / error;
    assertTrue(
        Math.abs(pull) < LIMIT,
        what + " is " + mean + " +- " + error + ", expected " + expected + ": " + pull + " sigma");
  }

  void assertAgrees(ChainAverages other, String what) {
    double pull = (mean - other.mean) / Math.hypot(error, other.error);
    assertTrue(Math.abs(pull) < LIMIT, what + ": " + this + " and " + other);
  }

  public static double[] field(MarkovChains chains, int b) {
    double[] field = new double[chains.layout().size()];
    chains.copyField(b, field, 0);
    return field;
  }

  /** The mean of a power of the field over the sites. */
  public static double power(MarkovChains chains, int b, int exponent) {
    double sum = 0;
    for (double phi : field(chains, b)) {
      double power = 1;
      for (int i = 0; i < exponent; i++) {
        power *= phi;
      }
      sum += power;
    }
    return sum / chains.lattice().volume();
  }
}
