package org.fieldbeam.core.markov.hmc;

import static org.fieldbeam.grammar.Key.withDefault;

import java.util.Arrays;
import org.fieldbeam.core.markov.Parameters;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/** Keys that the algorithms of Hamilton's equations share. */
final class TrajectoryKeys {
  static final Key LENGTH = withDefault("length", Real.positive(), "1.0", "Trajectory length.");
  static final Key STEPS =
      withDefault(
          "steps", new Whole(1, Parameters.MOST_STEPS), "10", "Integration steps per trajectory.");
  static final Key INTEGRATOR =
      withDefault(
          "integrator",
          new Choice(
              Arrays.stream(Integrator.values())
                  .map(integrator -> Option.word(integrator.label(), integrator.summary()))
                  .toList()),
          Integrator.LEAPFROG.label(),
          "Integrator of Hamilton's equations.");

  private TrajectoryKeys() {}

  /** The integrator of the key {@link #INTEGRATOR}. */
  static Integrator integrator(Value parameters) {
    return Integrator.of(parameters.get("integrator").choice());
  }
}
