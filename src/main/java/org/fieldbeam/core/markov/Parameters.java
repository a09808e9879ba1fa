package org.fieldbeam.core.markov;

import java.util.Map;
import java.util.OptionalDouble;

/** Checks of algorithm parameters. */
public final class Parameters {
  /** Largest number of steps, sweeps or clusters of an update. */
  public static final int MOST_STEPS = 100_000;

  private Parameters() {}

  /**
   * A number among the parameters of an algorithm, as {@link ChainAlgorithm#parameters} gives them.
   *
   * @return empty if there is no number of this name
   */
  public static OptionalDouble find(Map<?, ?> parameters, String name) {
    return parameters.get(name) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /**
   * Refuses a parameter that is not positive and finite.
   *
   * @throws IllegalArgumentException names algorithm and parameter
   */
  public static void requirePositive(String algorithm, String name, double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "algorithm " + algorithm + ": " + name + " is " + value + "; allowed: more than 0");
    }
  }

  /**
   * Refuses a parameter below a bound.
   *
   * @throws IllegalArgumentException names algorithm and parameter
   */
  public static void requireAtLeast(String algorithm, String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "algorithm " + algorithm + ": " + name + " is " + value + "; allowed: at least " + least);
    }
  }
}
