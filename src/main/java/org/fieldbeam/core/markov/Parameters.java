package org.fieldbeam.core.markov;

import static org.fieldbeam.grammar.Key.withDefault;

import java.util.Arrays;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/** Checks of algorithm parameters, and keys that several algorithms have. */
final class Parameters {
  /** Largest number of steps, sweeps or clusters of an update. */
  static final int MOST_STEPS = 100_000;

  static final Key LENGTH = withDefault("length", Real.positive(), "1.0", "Trajectory length.");
  static final Key STEPS =
      withDefault("steps", new Whole(1, MOST_STEPS), "10", "Integration steps per trajectory.");
  static final Key INTEGRATOR =
      withDefault(
          "integrator",
          new Choice(
              Arrays.stream(Integrator.values())
                  .map(integrator -> Option.word(integrator.label(), integrator.summary()))
                  .toList()),
          Integrator.LEAPFROG.label(),
          "Integrator of Hamilton's equations.");

  private Parameters() {}

  /** The integrator of the key {@link #INTEGRATOR}. */
  static Integrator integrator(Value parameters) {
    return Integrator.of(parameters.get("integrator").choice());
  }

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
