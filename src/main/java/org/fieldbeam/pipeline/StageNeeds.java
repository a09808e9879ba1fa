package org.fieldbeam.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fieldbeam.beam.ModelFacts;
import org.fieldbeam.beam.TrainLangevinScore;
import org.fieldbeam.beam.ValidationSplit;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.DeformedLangevin;
import org.fieldbeam.core.observable.CheckNames;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.score.EffectiveActionFit;
import org.fieldbeam.core.statistics.Agreement;
import org.fieldbeam.data.DatasetActions;
import org.fieldbeam.data.DatasetInfo;
import org.fieldbeam.data.DatasetKind;
import org.fieldbeam.data.JsonObject;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Suggestions;

/**
 * What stages need of what they read, beyond its kind: the rules that a stage has when it runs,
 * asked of {@link Foreseen} outputs before anything runs.
 */
final class StageNeeds {
  /** Field values of the chains of a shard: those of a batch stand in one array. */
  private static final long MOST_VALUES = 1L << 30;

  private final StageSpec stage;
  private final List<Optional<Foreseen>> inputs;
  private final List<Objection> objections = new ArrayList<>();

  private StageNeeds(StageSpec stage, List<Optional<Foreseen>> inputs) {
    this.stage = stage;
    this.inputs = inputs;
  }

  /**
   * Something that a stage cannot do.
   *
   * @param at where it is asked for
   * @param words what is wrong and what is needed
   */
  record Objection(Location at, String words) {}

  /** A rule, which may throw. */
  private interface Rule {
    void apply();
  }

  /**
   * All that stands against a stage.
   *
   * @param inputs what it reads, in the order of {@link StageSpec#inputs}, as far as it is foreseen
   */
  static List<Objection> objections(StageSpec stage, List<Optional<Foreseen>> inputs) {
    StageNeeds needs = new StageNeeds(stage, inputs);
    if (stage instanceof StageSpec.Generate generate) {
      needs.generate(generate);
    } else if (stage instanceof StageSpec.Prepare prepare) {
      needs.dataset().ifPresent(from -> needs.validation(from, prepare.validation()));
    } else if (stage instanceof StageSpec.Train train) {
      needs.dataset().ifPresent(from -> needs.train(train, from));
    } else if (stage instanceof StageSpec.TrainLangevin) {
      needs
          .dataset()
          .ifPresent(
              from -> needs.refused(() -> TrainLangevinScore.requireTrajectories(from.info())));
    } else if (stage instanceof StageSpec.TrainNetwork train) {
      needs.dataset().ifPresent(from -> needs.trainNetwork(train, from));
    } else if (stage instanceof StageSpec.Sample sample) {
      needs.sample(sample);
    } else if (stage instanceof StageSpec.Correct correct) {
      needs.dataset().ifPresent(from -> needs.correct(correct, from));
    } else if (stage instanceof StageSpec.Measure measure) {
      needs.measure(measure);
    }
    return needs.objections;
  }

  /** What a stage of real fields reads first; of other kinds another rule speaks. */
  private Optional<Foreseen.Dataset> dataset() {
    return dataset(0).filter(Foreseen.Dataset::isReal);
  }

  private Optional<Foreseen.Dataset> dataset(int input) {
    return inputs
        .get(input)
        .filter(Foreseen.Dataset.class::isInstance)
        .map(Foreseen.Dataset.class::cast);
  }

  private void object(Location at, String words) {
    objections.add(new Objection(at, stage.kind() + ": " + words));
  }

  private void object(String words) {
    object(stage.head().at(), words);
  }

  private void refused(Rule rule) {
    try {
      rule.apply();
    } catch (IllegalArgumentException e) {
      object(e.getMessage());
    }
  }

  private void generate(StageSpec.Generate generate) {
    Lattice lattice = generate.dynamics().lattice();
    int batch = Math.min(generate.chains(), generate.chainsPerShard());
    if ((long) lattice.volume() * batch > MOST_VALUES) {
      object(
          batch
              + " chains of a shard have "
              + (long) lattice.volume() * batch
              + " field values on this lattice; allowed: 2^30. Put fewer chains into a shard:"
              + " chainsPerShard");
    }
    if (generate.start() instanceof StartSpec.From from) {
      int[] shape = lattice.shape();
      dataset()
          .map(ensemble -> ensemble.info().shape())
          .filter(other -> !Arrays.equals(other, shape))
          .ifPresent(
              other ->
                  object(
                      from.dataset().at(),
                      "the chains start from '"
                          + from.dataset()
                          + "' on the lattice "
                          + Arrays.toString(other)
                          + ", but this stage's lattice is "
                          + Arrays.toString(shape)));
    }
    generate.score().ifPresent(score -> learned(generate, score));
  }

  private void learned(StageSpec.Generate generate, Reference score) {
    Optional<Foreseen> model = inputs.get(generate.inputs().indexOf(score));
    Dynamics.RealChains chains = (Dynamics.RealChains) generate.dynamics();
    if (model.isPresent() && model.get() instanceof Foreseen.Model) {
      object(
          score.at(),
          "the model '"
              + score
              + "' is no score of a Langevin equation; deformedLangevin takes one of train:"
              + " {model: langevinScore}");
    } else if (model.isPresent() && model.get() instanceof Foreseen.LangevinScore known) {
      double updates =
          generate.thermalization() + (double) generate.configurations() * generate.stride();
      double end = updates * ((DeformedLangevin) chains.algorithm()).step();
      refused(
          () ->
              DeformedLangevin.requireScore(
                  chains.action(), end, known.action(), known.lastTime()));
    }
  }

  /** Whether the chains of a dataset can be split, where they are known. */
  private void validation(Foreseen.Dataset from, double fraction) {
    OptionalLong chains = from.chains();
    if (from.info().kind() == DatasetKind.ENSEMBLE && chains.isPresent()) {
      String objection = new ValidationSplit(fraction).objection(chains.getAsLong());
      if (!objection.isEmpty()) {
        object(objection + "; " + ValidationSplit.advice());
      }
    }
  }

  private void train(StageSpec.Train train, Foreseen.Dataset from) {
    validation(from, train.validation());
    Optional<Action> action =
        train.model().actionFitted() ? Optional.empty() : DatasetActions.find(from.info());
    refused(
        () ->
            EffectiveActionFit.requireSuited(
                train.model(), from.info().lattice(), action.orElse(null)));
  }

  private void trainNetwork(StageSpec.TrainNetwork train, Foreseen.Dataset from) {
    double first = train.training().settings().firstTime();
    schedule(from.info())
        .filter(schedule -> first >= schedule.lastTime())
        .ifPresent(
            schedule ->
                object(
                    "firstTime is "
                        + first
                        + "; it must lie before the last time of the diffusion that the data were"
                        + " prepared for, "
                        + schedule.lastTime()));
  }

  /** The diffusion that a dataset is meant for, if it says so. */
  static Optional<NoiseSchedule> schedule(DatasetInfo info) {
    if (info.property(DatasetInfo.DIFFUSION) == null) {
      return Optional.empty();
    }
    JsonObject json = JsonObject.of(info.property(DatasetInfo.DIFFUSION), "dataset " + info.id());
    Map<String, Double> parameters = new TreeMap<>();
    JsonObject values = json.object("parameters");
    values.keys().forEach(key -> parameters.put(key, values.number(key)));
    return Optional.of(NoiseSchedule.of(json.string("name"), parameters));
  }

  private void sample(StageSpec.Sample sample) {
    Optional<Foreseen> model = sample.model().isPresent() ? inputs.get(0) : Optional.empty();
    if (model.isPresent() && model.get() instanceof Foreseen.LangevinScore) {
      String name = sample.model().get().text();
      object(
          "the model '"
              + name
              + "' is the score of a Langevin equation, which has no reverse process; name it in"
              + " generate: {algorithm: {deformedLangevin: {score: {learned: "
              + name
              + "}}}}");
    }
    Optional<ModelFacts> facts =
        sample
            .exact()
            .<ModelFacts>map(exact -> new ModelFacts.InTime(exact.schedule(), 0, true))
            .or(
                () ->
                    model
                        .filter(Foreseen.Model.class::isInstance)
                        .map(seen -> ((Foreseen.Model) seen).facts()));
    facts.ifPresent(
        known -> refused(() -> sample.sampler().requireSuited(known, sample.paths().orElse(0))));
  }

  private void correct(StageSpec.Correct correct, Foreseen.Dataset from) {
    if (from.info().kind() != DatasetKind.ENSEMBLE) {
      return; // another rule says so
    }
    if (!from.proposals()) {
      object(
          correct.from().at(),
          "'"
              + correct.from()
              + "' comes from the stage '"
              + from.info().stage()
              + "' and carries no likelihood of its own; correct reads the ensemble of a sample"
              + " stage");
    } else if (correct.method() == StageSpec.CorrectionMethod.METROPOLIS
        && from.shards().isPresent()
        && from.rows() <= from.shards().getAsLong()) {
      object(
          "there are "
              + from.rows()
              + " proposals in "
              + from.shards().getAsLong()
              + " shards, each a chain, whose first proposal nothing decides upon; put more into a"
              + " shard (configurationsPerShard of the sample stage)");
    }
  }

  private void measure(StageSpec.Measure measure) {
    List<String> names = measure.names();
    measure
        .expected()
        .forEach(
            (name, checks) -> {
              int at = names.indexOf(name);
              if (at < 0) {
                missing(
                    "the dataset '" + name + "', which this stage does not measure",
                    Suggestions.didYouMean(name, names),
                    "measured: " + String.join(", ", names));
              } else {
                dataset(at).ifPresent(seen -> expected(name, checks, checks(seen)));
              }
            });
  }

  private void expected(String dataset, List<String> checks, SortedSet<String> there) {
    for (String check : checks) {
      if (!there.contains(check)) {
        missing(
            "the check '" + check + "', which the dataset '" + dataset + "' does not have",
            Suggestions.didYouMean(check, there),
            "its checks: " + String.join(", ", there));
      }
    }
  }

  private void missing(String what, String hint, String allowed) {
    object("expect names " + what + hint + " (" + allowed + ")");
  }

  /** The checks that an ensemble will have. */
  private static SortedSet<String> checks(Foreseen.Dataset dataset) {
    DatasetInfo info = dataset.info();
    if (info.kind() == DatasetKind.COMPLEX) {
      return CheckNames.ofComplex(DatasetActions.complex(info));
    }
    SortedSet<String> names =
        new TreeSet<>(
            CheckNames.ofEnsemble(
                DatasetActions.find(info).orElseThrow(),
                dataset.energies(),
                dataset.acceptance(),
                info.isWeighted()));
    names.add(Agreement.CHECK);
    if (info.stage().equals("import")) {
      names.add("chainSplit"); // of importers
    }
    // what the weights of proposals show, their measurements repeat
    if (dataset.proposals() || info.stage().equals("correct")) {
      names.add("runaways");
    }
    if (info.stage().equals("correct") && !info.isWeighted()) {
      names.add("chainLength");
    }
    return names;
  }
}
