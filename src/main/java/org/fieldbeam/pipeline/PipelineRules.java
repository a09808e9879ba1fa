package org.fieldbeam.pipeline;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fieldbeam.core.markov.DeformedLangevin;
import org.fieldbeam.data.EnsembleWeights;
import org.fieldbeam.data.FolderNames;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Suggestions;
import org.fieldbeam.pipeline.StageSpec.Product;

/** The rules of a pipeline file that concern more than one key. */
final class PipelineRules {
  private final List<StageSpec> stages;
  private final Problems errors;
  private final Map<String, Foreseen> foreseen = new HashMap<>();

  private PipelineRules(List<StageSpec> stages, Problems errors) {
    this.stages = stages;
    this.errors = errors;
  }

  /** Reports every broken rule to {@code errors}. */
  static void check(List<StageSpec> stages, Problems errors) {
    PipelineRules rules = new PipelineRules(stages, errors);
    rules.names();
    for (int i = 0; i < stages.size(); i++) {
      StageSpec stage = stages.get(i);
      List<StageSpec> earlier = stages.subList(0, i);
      stage.inputs().forEach(input -> rules.reference(stage, input, wanted(stage, input), earlier));
      rules.needs(stage);
      if (stage instanceof StageSpec.Generate generate) {
        rules.generate(generate);
      } else if (stage instanceof StageSpec.Measure measure) {
        rules.measuredOnce(measure);
      } else if (stage instanceof StageSpec.Report report) {
        report.figures().stream()
            .flatMap(figure -> figure.inputs().stream())
            .distinct()
            .forEach(input -> rules.reference(report, input.reference(), input.allowed(), earlier));
        report
            .figures()
            .forEach(figure -> FigureRules.check(figure, earlier, rules.foreseen, errors));
      }
    }
  }

  /** What a stage needs of the outputs that this file makes; of others the planner asks. */
  private void needs(StageSpec stage) {
    List<Optional<Foreseen>> inputs =
        stage.inputs().stream()
            .map(input -> Optional.ofNullable(foreseen.get(input.text())))
            .toList();
    List<StageNeeds.Objection> objections = StageNeeds.objections(stage, inputs);
    objections.forEach(objection -> errors.report(objection.at(), objection.words()));
    if (objections.isEmpty()) {
      Foresight.of(stage, inputs.stream().findFirst().flatMap(first -> first))
          .ifPresent(output -> foreseen.putIfAbsent(stage.into(), output));
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

  private void generate(StageSpec.Generate stage) {
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
