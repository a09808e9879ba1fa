package org.fieldbeam.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ExactSites;
import org.fieldbeam.core.markov.FourierHmc;
import org.fieldbeam.core.markov.Hmc;
import org.fieldbeam.core.markov.Integrator;
import org.fieldbeam.core.markov.KernelLangevin;
import org.fieldbeam.core.markov.Langevin;
import org.fieldbeam.core.markov.MetropolisWolff;
import org.fieldbeam.pipeline.grammar.Value;

/** Turns values that fit {@link PhysicsGrammar} into actions, algorithms and starts. */
final class PhysicsReader {
  /** Largest lattice: a batch of 64 must fit one Java array. */
  private static final long MAX_VOLUME = 1L << 24;

  private static final List<String> ACTION_PARAMETERS =
      List.of("kappa", "lambda", "m2", "lambda0", "a", "b", "mu2", "g");

  private PhysicsReader() {}

  static Action action(Value generate) {
    int[] shape = generate.get("lattice").items().stream().mapToInt(Value::integer).toArray();
    double volume = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (volume > MAX_VOLUME) {
      throw new IllegalArgumentException(
          "the lattice "
              + Arrays.toString(shape)
              + " has "
              + (long) volume
              + " sites; allowed are at most "
              + MAX_VOLUME);
    }
    Value action = generate.get("action");
    Map<String, Double> parameters = new TreeMap<>();
    for (String name : ACTION_PARAMETERS) {
      action.body().find(name).ifPresent(value -> parameters.put(name, value.real()));
    }
    return Actions.of(Lattice.of(shape), action.choice(), parameters);
  }

  static Algorithm algorithm(Value value) {
    Value body = value.body();
    return switch (value.choice()) {
      case "hmc" ->
          new Hmc(body.get("length").real(), body.get("steps").integer(), integrator(body));
      case "langevin" -> new Langevin(body.get("step").real());
      case "kernelLangevin" ->
          new KernelLangevin(
              body.get("step").real(), body.get("mass").real(), body.get("exponent").real());
      case "exact" -> new ExactSites();
      case "fourierHmc" ->
          new FourierHmc(
              body.get("length").real(),
              body.get("steps").integer(),
              integrator(body),
              body.get("mass").real());
      case "metropolisWolff" ->
          new MetropolisWolff(
              body.get("width").real(),
              body.get("sweeps").integer(),
              body.get("clusters").integer());
      default -> throw StageReader.notInGrammar(value);
    };
  }

  private static Integrator integrator(Value body) {
    return Integrator.of(body.get("integrator").choice());
  }

  static StartSpec start(Value value) {
    return switch (value.choice()) {
      case "hot" -> new StartSpec.Hot();
      case "cold" -> new StartSpec.Cold();
      case "from" -> new StartSpec.From(StageReader.reference(value.body()));
      default -> throw StageReader.notInGrammar(value);
    };
  }
}
