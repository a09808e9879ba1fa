package org.fieldbeam.pipeline;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fieldbeam.beam.Sampler;
import org.fieldbeam.beam.ValidationSplit;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.markov.DeformedLangevin;
import org.fieldbeam.core.observable.CheckNames;
import org.fieldbeam.data.EnsembleWeights;
import org.fieldbeam.data.FolderNames;
import org.fieldbeam.pipeline.StageSpec.Product;
import org.fieldbeam.pipeline.grammar.Suggestions;
import org.fieldbeam.pipeline.grammar.YamlReader;

/** The rules of a pipeline file that concern more than one key. */
final class PipelineRules {
  private final List<StageSpec> stages;
  private final YamlReader errors;

  private PipelineRules(List<StageSpec> stages, YamlReader errors) {
    this.stages = stages;
    this.errors = errors;
  }

  /** Reports every broken rule to {@code errors}. */
  static void check(List<StageSpec> stages, YamlReader errors) {
    PipelineRules rules = new PipelineRules(stages, errors);
    rules.names();
    for (int i = 0; i < stages.size(); i++) {
      StageSpec stage = stages.get(i);
      List<StageSpec> earlier = stages.subList(0, i);
      stage.inputs().forEach(input -> rules.reference(stage, input, wanted(stage, input), earlier));
      if (stage instanceof StageSpec.Generate generate) {
        rules.generate(generate, earlier);
      } else if (stage instanceof StageSpec.Sample sample) {
        rules.sample(sample, earlier);
      } else if (stage instanceof StageSpec.Measure measure) {
        rules.measuredOnce(measure);
        rules.expected(measure);
      } else if (stage instanceof StageSpec.Correct correct) {
        rules.correct(correct, earlier);
      } else if (stage instanceof StageSpec.Train train) {
        rules.validation(train, train.from(), train.validation(), earlier);
      } else if (stage instanceof StageSpec.Prepare prepare) {
        rules.validation(prepare, prepare.from(), prepare.validation(), earlier);
      } else if (stage instanceof StageSpec.Report report) {
        report.figures().stream()
            .flatMap(figure -> figure.inputs().stream())
            .distinct()
            .forEach(input -> rules.figure(report, input, earlier));
      }
    }
  }

  private void names() {
    Map<String, StageSpec> seen = new HashMap<>();
    for (StageSpec stage : stages) {
      FolderNames.objection(stage.into())
          .ifPresent(
              objection ->
                  errors.report(
                      stage.head().at(),
                      stage.kind()
                          + ": '"
                          + stage.into()
                          + "' cannot be the name of an output: it "
                          + objection
                          + "; choose another"));
      // names are folders, and some file systems hold a and A to be one
      StageSpec first = seen.putIfAbsent(stage.into().toLowerCase(Locale.ROOT), stage);
      if (first != null) {
        errors.report(
            stage.head().at(),
            stage.kind()
                + ": the name '"
                + stage.into()
                + "' is used twice; the stage '"
                + first.kind()
                + "' at "
                + first.head().at()
                + " already writes it. Give each stage a name of its own");
      }
    }
  }

  private void reference(
      StageSpec stage, Reference input, Set<Product> wanted, List<StageSpec> earlier) {
    if (input.isPath()) {
      return;
    }
    Optional<StageSpec> writer = StageSpec.writing(input.text(), earlier);
    if (writer.isPresent()) {
      if (!wanted.contains(writer.get().product())) {
        errors.report(
            input.at(),
            stage.kind()
                + ": '"
                + input
                + "' is "
                + name(writer.get().product())
                + ", written by the stage '"
                + writer.get().kind()
                + "'; this stage reads "
                + wanted.stream().map(PipelineRules::name).collect(Collectors.joining(" or "))
                + (writer.get().product() == Product.WEIGHTED && wanted.contains(Product.ENSEMBLE)
                    ? " without weights; " + EnsembleWeights.ADVICE
                    : ""));
      }
      return;
    }
    Optional<StageSpec> later = StageSpec.writing(input.text(), stages);
    if (later.isPresent() && later.get().equals(stage)) {
      errors.report(
          input.at(),
          stage.kind()
              + ": the stage reads '"
              + input
              + "', which it writes itself; stages must"
              + " not form a cycle");
    } else if (later.isPresent()) {
      errors.report(
          input.at(),
          stage.kind()
              + ": the stage reads '"
              + input
              + "', which the stage '"
              + later.get().kind()
              + "' writes later, at "
              + later.get().head().at()
              + "; stages run from top to bottom and must not form a cycle. Move the later one up");
    } else {
      List<String> names = earlier.stream().map(StageSpec::into).toList();
      errors.report(
          input.at(),
          stage.kind()
              + ": no stage writes '"
              + input
              + "'"
              + Suggestions.didYouMean(input.text(), names)
              + " (written before this stage: "
              + (names.isEmpty() ? "nothing" : String.join(", ", names))
              + "; for a dataset folder outside the pipeline give a path with a / in it)");
    }
  }

  private void figure(StageSpec.Report stage, FigureInput input, List<StageSpec> earlier) {
    reference(stage, input.reference(), input.allowed(), earlier);
    Optional<StageSpec> writer = StageSpec.writing(input.reference().text(), earlier);
    if (input.measured().isPresent()
        && writer.isPresent()
        && writer.get() instanceof StageSpec.Measure measure) {
      Reference dataset = input.measured().get();
      if (!measure.names().contains(dataset.text())) {
        errors.report(
            dataset.at(),
            "report: the stage that writes '"
                + input.reference()
                + "' does not measure '"
                + dataset
                + "'"
                + Suggestions.didYouMean(dataset.text(), measure.names())
                + " (it measures "
                + String.join(", ", measure.names())
                + ")");
      }
    }
  }

  /** What a stage can read as one of its inputs. */
  static Set<Product> wanted(StageSpec stage, Reference input) {
    if (stage instanceof StageSpec.Sample
        || (stage instanceof StageSpec.Generate generate
            && generate.score().filter(input::equals).isPresent())) {
      return EnumSet.of(Product.MODEL);
    }
    if (stage instanceof StageSpec.TrainNetwork) {
      return EnumSet.of(Product.TRAINING);
    }
    if (stage instanceof StageSpec.Measure) {
      return EnumSet.of(Product.ENSEMBLE, Product.WEIGHTED, Product.COMPLEX);
    }
    if (stage instanceof StageSpec.Correct) {
      return EnumSet.of(Product.ENSEMBLE, Product.WEIGHTED);
    }
    return stage instanceof StageSpec.Train
        ? EnumSet.of(Product.ENSEMBLE, Product.WEIGHTED, Product.TRAINING)
        : EnumSet.of(Product.ENSEMBLE);
  }

  /** The words for a product in an error. */
  static String name(Product product) {
    return switch (product) {
      case ENSEMBLE -> "an ensemble";
      case WEIGHTED -> "an ensemble with importance weights";
      case COMPLEX -> "a complex ensemble";
      case SCAN -> "a scan";
      case NOISED -> "a noised dataset";
      case TRAINING -> "a training dataset";
      case MODEL -> "a score model";
      case MEASUREMENTS -> "a set of measurements";
      case REPORT -> "a report";
    };
  }

  private void generate(StageSpec.Generate stage, List<StageSpec> earlier) {
    if (stage.dynamics() instanceof Dynamics.ComplexChains
        && stage.start() instanceof StartSpec.From from) {
      errors.report(
          from.dataset().at(),
          "generate: complex Langevin chains cannot start from the ensemble '"
              + from.dataset()
              + "'; allowed: hot or cold");
      return;
    }
    if (stage.dynamics() instanceof Dynamics.RealChains real
        && real.algorithm() instanceof DeformedLangevin
        && !(stage.start() instanceof StartSpec.Hot)) {
      errors.report(
          stage.head().at(),
          "generate: deformedLangevin needs start: hot, since its score is that of trajectories"
              + " from N(0,1)");
      return;
    }
    stage.score().ifPresent(score -> learnedScore(score, earlier));
    if (stage.start() instanceof StartSpec.From from) {
      StageSpec.writing(from.dataset().text(), earlier)
          .flatMap(writer -> lattice(writer, earlier))
          .filter(lattice -> !lattice.equals(shape(stage)))
          .ifPresent(
              lattice ->
                  errors.report(
                      from.dataset().at(),
                      "generate: the chains start from '"
                          + from.dataset()
                          + "' on the lattice "
                          + lattice
                          + ", but this stage's lattice is "
                          + shape(stage)));
    }
  }

  private void learnedScore(Reference score, List<StageSpec> earlier) {
    StageSpec.writing(score.text(), earlier)
        .filter(writer -> writer.product() == Product.MODEL)
        .filter(writer -> !(writer instanceof StageSpec.TrainLangevin))
        .ifPresent(
            writer ->
                errors.report(
                    score.at(),
                    "generate: the model '"
                        + score
                        + "' is no score of a Langevin equation; deformedLangevin takes one of"
                        + " train: {model: langevinScore}"));
  }

  private static List<Integer> shape(StageSpec.Generate stage) {
    return Arrays.stream(stage.dynamics().lattice().shape()).boxed().toList();
  }

  /** The lattice of an ensemble, as far as the file tells. */
  private static Optional<List<Integer>> lattice(StageSpec stage, List<StageSpec> earlier) {
    if (stage instanceof StageSpec.Generate generate) {
      return Optional.of(shape(generate));
    }
    List<Reference> inputs = stage.inputs();
    return inputs.isEmpty()
        ? Optional.empty()
        : StageSpec.writing(inputs.get(0).text(), earlier.subList(0, earlier.indexOf(stage)))
            .flatMap(writer -> lattice(writer, earlier));
  }

  private void sample(StageSpec.Sample stage, List<StageSpec> earlier) {
    Optional<StageSpec> trained =
        stage.model().flatMap(model -> StageSpec.writing(model.text(), earlier));
    if (trained.isPresent() && trained.get() instanceof StageSpec.TrainLangevin train) {
      errors.report(
          stage.head().at(),
          "sample: the model '"
              + train.into()
              + "' is the score of a Langevin equation, which has no reverse process; name it in"
              + " generate: {algorithm: {deformedLangevin: {score: {learned: "
              + train.into()
              + "}}}}");
    }
    boolean rk4 =
        stage.sampler() instanceof Sampler.Flow flow
            && flow.integrator() == ProbabilityFlow.Integrator.RK4;
    if (rk4 && trained.isPresent() && trained.get() instanceof StageSpec.Train train) {
      int levels = train.model().ladder().levels();
      if (levels % 2 != 0) {
        errors.report(
            stage.head().at(),
            "sample: rk4 steps over two levels at a time and needs an even number of levels; the"
                + " model '"
                + trained.get().into()
                + "' at "
                + train.head().at()
                + " has "
                + levels
                + ". Take "
                + (levels + 1)
                + " levels, or heun or euler");
      }
    }
  }

  private void correct(StageSpec.Correct stage, List<StageSpec> earlier) {
    StageSpec.writing(stage.from().text(), earlier)
        .filter(writer -> wanted(stage, stage.from()).contains(writer.product()))
        .filter(writer -> !(writer instanceof StageSpec.Sample))
        .ifPresent(
            writer ->
                errors.report(
                    stage.from().at(),
                    "correct: '"
                        + stage.from()
                        + "' comes from the stage '"
                        + writer.kind()
                        + "' and carries no likelihood of its own; correct reads the ensemble of a"
                        + " sample stage"));
  }

  /** Whether chains of a generate stage can be split; those of other datasets show at run time. */
  private void validation(
      StageSpec stage, Reference from, double fraction, List<StageSpec> earlier) {
    StageSpec.writing(from.text(), earlier)
        .filter(StageSpec.Generate.class::isInstance)
        .map(
            writer ->
                new ValidationSplit(fraction).objection(((StageSpec.Generate) writer).chains()))
        .filter(objection -> !objection.isEmpty())
        .ifPresent(
            objection ->
                errors.report(
                    stage.head().at(),
                    stage.kind() + ": " + objection + "; " + ValidationSplit.advice()));
  }

  /** What is expected must be said of a dataset that is measured and of a check that exists. */
  private void expected(StageSpec.Measure stage) {
    stage
        .expected()
        .forEach(
            (dataset, checks) -> {
              if (!stage.names().contains(dataset)) {
                unexpected(
                    stage,
                    "the dataset '" + dataset + "', which this stage does not measure",
                    Suggestions.didYouMean(dataset, stage.names()),
                    "measured: " + String.join(", ", stage.names()));
              }
              for (String check : checks) {
                if (!CheckNames.all().contains(check)) {
                  unexpected(
                      stage,
                      "the check '" + check + "', which no dataset has",
                      Suggestions.didYouMean(check, CheckNames.all()),
                      "checks: " + String.join(", ", CheckNames.all()));
                }
              }
            });
  }

  private void unexpected(StageSpec.Measure stage, String what, String hint, String allowed) {
    errors.report(stage.head().at(), "measure: expect names " + what + hint + " (" + allowed + ")");
  }

  /** Results speak of datasets by name, so each has one of its own. */
  private void measuredOnce(StageSpec.Measure stage) {
    List<String> names = stage.names();
    for (int i = 0; i < names.size(); i++) {
      Reference dataset = stage.from().get(i);
      String name = names.get(i);
      FolderNames.objection(name)
          .ifPresent(
              objection ->
                  errors.report(
                      dataset.at(),
                      "measure: the measurements of '"
                          + dataset
                          + "' would be called after its folder, '"
                          + name
                          + "', which "
                          + objection
                          + "; give a path that ends in another name, or rename the folder"));
      if (names.subList(0, i).contains(names.get(i))) {
        errors.report(
            stage.from().get(i).at(),
            "measure: the dataset '" + stage.from().get(i) + "' is given twice; remove one");
      }
    }
  }
}
