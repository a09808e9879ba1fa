package org.fieldbeam.pipeline.kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fieldbeam.beam.stage.ScanPoint;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ActionKind;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.action.ComplexScalar;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.ChainAlgorithm;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.Reference;

/** Turns values that fit {@link PhysicsGrammar} into actions, algorithms and starts. */
final class PhysicsReader {
  /** Largest lattice: a batch of 64 must fit one Java array. */
  private static final long MAX_VOLUME = 1L << 24;

  /** Extents of the lattice on which an algorithm is tried. */
  private static final int TRIAL_EXTENT = 4;

  /** Points of a scan: each is a shard, and an entry of every list of them. */
  private static final int MOST_POINTS = 100_000;

  private PhysicsReader() {}

  /** What the chains of a generate stage do. */
  static Dynamics dynamics(Value generate) {
    Value algorithm = generate.get("algorithm");
    LatticeAction action = latticeAction(generate, lattice(generate));
    ChainAlgorithm chosen = algorithm(algorithm, action);
    if (action.complexified().isPresent() && chosen.complexLangevin().isPresent()) {
      return new Dynamics.ComplexChains(
          action.complexified().get(), chosen.complexLangevin().get());
    } else if (action.real().isPresent() && chosen.real().isPresent()) {
      return realChains(generate, action.real().get(), chosen.real().get());
    }
    AlgorithmKind kind = AlgorithmKind.all().of(algorithm);
    throw new IllegalArgumentException(
        "the algorithm "
            + kind.name()
            + " cannot sample the action "
            + action.description().name()
            + "; it is for "
            + kind.suits()
            + "; allowed: "
            + AlgorithmKind.all().all().stream()
                .filter(other -> other.isComplexified() != kind.isComplexified())
                .map(AlgorithmKind::name)
                .collect(Collectors.joining(", ")));
  }

  private static Dynamics realChains(Value generate, Action action, Algorithm chosen) {
    Value algorithm = generate.get("algorithm");
    Optional<Reference> score =
        algorithm.references(Type.REFERENCE).stream().map(Reference::of).findFirst();
    Optional<Reference> matrix =
        algorithm.references(Type.ARRAY_FILE).stream().map(PhysicsReader::file).findFirst();
    matrix.ifPresent(file -> chosen.takesMatrix().orElseThrow().requireVolume(action.lattice()));
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
    Reference file = Reference.of(value);
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
                site, new double[] {re.real(), im.real()}, scan.get("b").complex());
        points.add(
            new ScanPoint(
                action, algorithm(scan.get("algorithm"), action).complexLangevin().orElseThrow()));
      }
    }
    return points;
  }

  private static ChainAlgorithm algorithm(Value value, LatticeAction action) {
    return AlgorithmKind.all().of(value).algorithm(value.body(), action);
  }

  private static LatticeAction latticeAction(Value generate, Lattice lattice) {
    Value action = generate.get("action");
    return ActionKind.all().of(action).action(lattice, action.body());
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
    return Actions.requireReal(latticeAction(generate, lattice));
  }
}
