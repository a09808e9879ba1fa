package org.fieldbeam.pipeline.stage;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.grammar.Location;

/**
 * One stage of a pipeline file, checked: what a {@link StageKind} has read. It answers all that
 * rules, planner and run ask of a stage, so that none of them knows which kinds there are.
 */
public interface StageSpec {

  /** What all stages have. */
  Head head();

  /** What the stage reads, in order. */
  List<Reference> inputs();

  /** The stage's kind, as in the file. */
  default String kind() {
    return head().kind();
  }

  /** Name of the stage's output, a folder under the pipeline's output. */
  default String into() {
    return head().into();
  }

  /**
   * What all stages have.
   *
   * @param kind kind of the stage, as in the file
   * @param into name of the output
   * @param at where the stage stands
   * @param canonical the stage as JSON with sorted keys and all defaults, for the input hash
   * @param plugins the SHA-256 of the plug-ins that it names kinds of, for the input hash
   */
  record Head(
      String kind, String into, Location at, String canonical, NavigableSet<String> plugins) {
    /** The same with further plug-ins, whose kinds take part without being named. */
    public Head withPlugins(NavigableSet<String> further) {
      NavigableSet<String> all = new TreeSet<>(plugins);
      all.addAll(further);
      return new Head(kind, into, at, canonical, all);
    }
  }

  /** What the output of a stage is. */
  enum Product {
    /** Configurations that count equally. */
    ENSEMBLE("an ensemble"),
    /** Configurations with importance weights, which whatever reads them has to use. */
    WEIGHTED("an ensemble with importance weights"),
    /** Complexified configurations. */
    COMPLEX("a complex ensemble"),
    /** Averages and checks over a grid of actions. */
    SCAN("a scan"),
    /** Configurations with noise at several times. */
    NOISED("a noised dataset"),
    /** Shuffled, normalised training rows. */
    TRAINING("a training dataset"),
    /** A score model. */
    MODEL("a score model"),
    /** Series of primary observables, and the estimates from them. */
    MEASUREMENTS("a set of measurements"),
    /** A report. */
    REPORT("a report");

    private final String words;

    Product(String words) {
      this.words = words;
    }

    /** The words for it in an error. */
    public String words() {
      return words;
    }
  }

  /** What a stage does with the action of what it reads. */
  enum ActionUse {
    /** Nothing, or it can do without. */
    NONE,
    /** Its output has the same action, or does not know it either. */
    PASSED_ON,
    /** It cannot do without. */
    NEEDED
  }

  /**
   * An ensemble that a stage measures.
   *
   * @param name by which results speak of it
   * @param dataset the ensemble
   * @param choice which observables of it are measured
   */
  record MeasuredDataset(String name, Reference dataset, ObservableChoice choice) {}

  /** What the output of the stage is. */
  Product product();

  /**
   * What one of the inputs may be.
   *
   * @param input one of {@link #inputs}
   */
  Set<Product> wanted(Reference input);

  /** What the stage does with the action of what it reads. */
  ActionUse actionUse();

  /** What else one can do where the action is needed and not known; words that go on a sentence. */
  default String withoutAction() {
    return "";
  }

  /**
   * Rules of the file that concern several keys or other stages, beside {@link #wanted}.
   *
   * @param rules the stages before it, and where broken rules are reported
   */
  void check(StageRules rules);

  /**
   * What stands against the stage: the rules that it has when it runs, asked before anything runs.
   *
   * @param inputs what it reads, in the order of {@link #inputs}, as far as it is foreseen
   */
  List<Objection> objections(List<Optional<Foreseen>> inputs);

  /**
   * What the stage will write, if nothing stands against it.
   *
   * @param inputs what it reads, in the order of {@link #inputs}, as far as it is foreseen
   * @return nothing if it cannot be told: of measurements and reports, and of what is made of
   *     something unknown or unfit
   */
  Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs);

  /**
   * Looks at an input outside the pipeline.
   *
   * @throws UserException if it is missing, damaged or of the wrong kind
   */
  default ExternalInput external(Reference input) {
    return ExternalInput.of(this, input);
  }

  /**
   * Refuses inputs of a size that does not suit.
   *
   * @throws UserException says why not
   */
  default void requireSizes(List<StageInput> inputs) {}

  /**
   * What the stage takes.
   *
   * @param inputs sizes of what it reads, in the order of {@link #inputs}
   * @throws ArithmeticException if a size does not fit 64 bits
   * @throws IllegalArgumentException if a size is impossible
   */
  StageCost cost(List<DataSize> inputs);

  /** Configurations that the stage works on together. */
  default long batch() {
    return CostModel.BATCH;
  }

  /**
   * Applies the transforms that the stage consists of to a Beam pipeline.
   *
   * @param run where it reads and writes
   * @return the folder that it writes, once all of it is there
   */
  PCollection<Folder> apply(StageRun run, Pipeline beam);

  /**
   * The files that the stage leaves beside its shards when it has ended well, by their paths in its
   * folder: the manifest of a stage whose folder is one dataset.
   */
  default List<String> results() {
    return List.of(Manifest.FILE_NAME);
  }

  /**
   * The datasets that the stage writes: their input hashes by their paths in its folder, the empty
   * path for a folder that is itself one.
   *
   * @param inputHash the input hash of the stage
   */
  default Map<String, String> datasets(String inputHash) {
    return Map.of("", inputHash);
  }

  /** The ensembles that the stage measures, in their order; none if it is no measurement. */
  default List<MeasuredDataset> measured() {
    return List.of();
  }

  /** Whether the output says of itself how good its proposals are: by facts of their weights. */
  default boolean hasWeightFacts() {
    return false;
  }

  /** The figures of a stage that is a report, written anew on every run; empty for Beam jobs. */
  default Optional<List<FigureSpec>> report() {
    return Optional.empty();
  }

  /** The first stage of {@code stages} that writes {@code name}. */
  static Optional<StageSpec> writing(String name, List<StageSpec> stages) {
    return stages.stream().filter(stage -> stage.into().equals(name)).findFirst();
  }
}
