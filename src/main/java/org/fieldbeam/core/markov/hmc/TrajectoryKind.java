package org.fieldbeam.core.markov.hmc;

import static org.fieldbeam.grammar.Key.withDefault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.Parameters;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/**
 * A kind of algorithm whose updates are trajectories of Hamilton's equations, each with a
 * Metropolis step at its end.
 */
abstract class TrajectoryKind implements AlgorithmKind {
  private static final List<Key> KEYS =
      List.of(
          withDefault("length", Real.positive(), "1.0", "Trajectory length."),
          withDefault(
              "steps",
              new Whole(1, Parameters.MOST_STEPS),
              "10",
              "Integration steps per trajectory."),
          withDefault(
              "integrator",
              new Choice(
                  Arrays.stream(Integrator.values())
                      .map(integrator -> Option.word(integrator.label(), integrator.summary()))
                      .toList()),
              Integrator.LEAPFROG.label(),
              "Integrator of Hamilton's equations."));

  /** The keys of trajectories, and further ones after them. */
  static Fields keysAnd(Key... more) {
    List<Key> keys = new ArrayList<>(KEYS);
    keys.addAll(List.of(more));
    return new Fields(keys);
  }

  @Override
  public final boolean isHybrid() {
    return true;
  }

  @Override
  public final Optional<String> bias() {
    return Optional.empty();
  }

  @Override
  public final String suits() {
    return "all actions of real fields";
  }

  @Override
  public final Algorithm algorithm(Value parameters, LatticeAction action) {
    return algorithm(
        parameters.get("length").real(),
        parameters.get("steps").integer(),
        Integrator.of(parameters.get("integrator").choice()),
        parameters);
  }

  /**
   * Returns the algorithm of some trajectories.
   *
   * @param parameters further keys
   */
  abstract Algorithm algorithm(double length, int steps, Integrator integrator, Value parameters);
}
