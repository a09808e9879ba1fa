package org.fieldbeam.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.beam.ScanPoint;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.action.BoseGas;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.ComplexActions;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.action.PolynomialAction;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.ComplexLangevin;
import org.fieldbeam.core.markov.DeformedLangevin;
import org.fieldbeam.core.markov.ExactSites;
import org.fieldbeam.core.markov.FourierHmc;
import org.fieldbeam.core.markov.Hmc;
import org.fieldbeam.core.markov.Integrator;
import org.fieldbeam.core.markov.KernelLangevin;
import org.fieldbeam.core.markov.Langevin;
import org.fieldbeam.core.markov.MatrixLangevin;
import org.fieldbeam.core.markov.MetropolisWolff;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.grammar.Value;

/** Turns values that fit {@link PhysicsGrammar} into actions, algorithms and starts. */
final class PhysicsReader {
  /** Largest lattice: a batch of 64 must fit one Java array. */
  private static final long MAX_VOLUME = 1L << 24;

  private static final List<String> ACTION_PARAMETERS =
      List.of("kappa", "lambda", "m2", "lambda0", "a", "b", "mu2", "g");

  private static final List<String> COMPLEX_ACTIONS =
      List.of(ComplexScalar.QUARTIC, ComplexScalar.PHI4, BoseGas.NAME);

  private static final List<String> COMPLEX_PARAMETERS =
      List.of("a", "b", "m2", "lambda0", "lambda", "mu");

  /** Extents of the lattice on which an algorithm is tried. */
  private static final int TRIAL_EXTENT = 4;

  /** Points of a scan: each is a shard, and an entry of every list of them. */
  private static final int MOST_POINTS = 100_000;

  private PhysicsReader() {}

  /** What the chains of a generate stage do. */
  static Dynamics dynamics(Value generate) {
    Value algorithm = generate.get("algorithm");
    if (isComplex(generate)) {
      ComplexAction action = complexAction(generate);
      return new Dynamics.ComplexChains(action, complexLangevin(algorithm, action));
    }
    Action action = action(generate);
    Optional<Reference> score =
        algorithm
            .body()
            .find("score")
            .filter(value -> value.choice().equals("learned"))
            .map(value -> StageReader.reference(value.body()));
    Optional<Reference> matrix = algorithm.body().find("matrix").map(PhysicsReader::file);
    matrix.ifPresent(file -> MatrixLangevin.requireVolume(action.lattice()));
    Algorithm chosen = algorithm(algorithm);
    if (score.isEmpty()) { // a learned one is looked at where it is known
      chosen.requireSuited(action);
    }
    if (score.isEmpty() && matrix.isEmpty()) {
      requireStart(chosen, trial(generate));
    }
    return new Dynamics.RealChains(action, chosen, score, matrix);
  }

  /** The same action on a lattice of the same number of axes, with some sites at most. */
  private static Action trial(Value generate) {
    int[] extents = lattice(generate).shape();
    return action(
        generate, Lattice.of(Arrays.stream(extents).map(e -> Math.min(e, TRIAL_EXTENT)).toArray()));
  }

  /** What an algorithm refuses is found before anything runs, on a small lattice. */
  private static void requireStart(Algorithm algorithm, Action action) {
    algorithm.start(action, Start.hot(), 0, "trial", 0, 1);
  }

  /** A file, which is never the name of a stage's output. */
  private static Reference file(Value value) {
    Reference file = StageReader.reference(value);
    return file.isPath() ? file : new Reference("./" + file.text(), file.at());
  }

  /** The points of a scan, the imaginary part of a fastest. */
  static List<ScanPoint> scan(Value scan) {
    long count = (long) scan.get("aRe").items().size() * scan.get("aIm").items().size();
    if (count > MOST_POINTS) {
      throw new IllegalArgumentException(
          "aRe has "
              + scan.get("aRe").items().size()
              + " numbers and aIm "
              + scan.get("aIm").items().size()
              + ", which makes "
              + count
              + " points; allowed: at most "
              + MOST_POINTS);
    }
    Lattice site = Lattice.of(1);
    List<ScanPoint> points = new ArrayList<>();
    for (Value re : scan.get("aRe").items()) {
      for (Value im : scan.get("aIm").items()) {
        ComplexAction action =
            ComplexScalar.quartic(
                site, new double[] {re.real(), im.real()}, complex(scan.get("b")));
        points.add(new ScanPoint(action, complexLangevin(scan.get("algorithm"), action)));
      }
    }
    return points;
  }

  private static boolean isComplex(Value generate) {
    String algorithm = generate.get("algorithm").choice();
    String action = generate.get("action").choice();
    boolean complex = COMPLEX_ACTIONS.contains(action);
    if (complex != algorithm.equals(ComplexLangevin.NAME)) {
      throw new IllegalArgumentException(
          "the algorithm "
              + algorithm
              + " cannot sample the action "
              + action
              + "; allowed: "
              + ComplexLangevin.NAME
              + " with one of "
              + String.join(", ", COMPLEX_ACTIONS)
              + ", every other algorithm with the other actions");
    }
    return complex;
  }

  private static ComplexAction complexAction(Value generate) {
    Value action = generate.get("action");
    Map<String, double[]> parameters = new TreeMap<>();
    for (String name : COMPLEX_PARAMETERS) {
      action.body().find(name).ifPresent(value -> parameters.put(name, complex(value)));
    }
    return ComplexActions.of(lattice(generate), action.choice(), parameters);
  }

  /** {real, imaginary} of a number, of [real] or of [real, imaginary]. */
  static double[] complex(Value value) {
    if (!value.isList()) {
      return new double[] {value.real(), 0};
    }
    List<Value> parts = value.items();
    return new double[] {parts.get(0).real(), parts.size() > 1 ? parts.get(1).real() : 0};
  }

  private static ComplexLangevin complexLangevin(Value value, ComplexAction action) {
    Value body = value.body();
    Value kernel = body.get("kernel");
    double phase =
        switch (kernel.choice()) {
          case "quadratic" -> ComplexLangevin.phaseOf(action);
          case "phase" -> kernel.body().get("theta").real();
          default -> 0;
        };
    return new ComplexLangevin(
        body.get("step").real(),
        ComplexLangevin.Scheme.of(body.get("scheme").choice()),
        phase,
        body.get("guard").real());
  }

  private static Lattice lattice(Value generate) {
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
    return Lattice.of(shape);
  }

  static Action action(Value generate) {
    return action(generate, lattice(generate));
  }

  private static Action action(Value generate, Lattice lattice) {
    Value action = generate.get("action");
    if (COMPLEX_ACTIONS.contains(action.choice())) {
      throw new IllegalArgumentException(
          "the action "
              + action.choice()
              + " is complex; allowed: real ones, since exp(-S) is to be a probability");
    }
    Map<String, Double> parameters = new TreeMap<>();
    for (String name : ACTION_PARAMETERS) {
      action.body().find(name).ifPresent(value -> parameters.put(name, value.real()));
    }
    if (action.choice().equals(PolynomialAction.NAME)) {
      int n = 1;
      for (Value coefficient : action.body().get("coefficients").items()) {
        parameters.put(PolynomialAction.coefficientName(n++), coefficient.real());
      }
    }
    return Actions.of(lattice, action.choice(), parameters);
  }

  private static Algorithm algorithm(Value value) {
    Value body = value.body();
    return switch (value.choice()) {
      case "hmc" ->
          new Hmc(body.get("length").real(), body.get("steps").integer(), integrator(body));
      case "langevin" -> new Langevin(body.get("step").real());
      case "kernelLangevin" ->
          body.find("matrix").isPresent()
              ? new MatrixLangevin(body.get("step").real(), null)
              : new KernelLangevin(
                  body.get("step").real(), body.get("mass").real(), body.get("exponent").real());
      case "deformedLangevin" ->
          new DeformedLangevin(body.get("step").real(), body.get("lambda").real(), null);
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
