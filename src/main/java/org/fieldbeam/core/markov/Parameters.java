package org.fieldbeam.core.markov;

/** Checks of algorithm parameters. */
public final class Parameters {
  /** Largest number of steps, sweeps or clusters of an update. */
  public static final int MOST_STEPS = 100_000;

  private Parameters() {}

  public static void requirePositive(String algorithm, String name, double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "algorithm " + algorithm + ": " + name + " is " + value + "; allowed: more than 0");
    }
  }

  public static void requireAtLeast(String algorithm, String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "algorithm " + algorithm + ": " + name + " is " + value + "; allowed: at least " + least);
    }
  }
}
