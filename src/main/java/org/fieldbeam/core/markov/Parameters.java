package org.fieldbeam.core.markov;

/** Checks of algorithm parameters. */
final class Parameters {
  private Parameters() {}

  static void requirePositive(String algorithm, String name, double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "algorithm " + algorithm + ": " + name + " is " + value + "; allowed: more than 0");
    }
  }

  static void requireAtLeast(String algorithm, String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "algorithm " + algorithm + ": " + name + " is " + value + "; allowed: at least " + least);
    }
  }
}
