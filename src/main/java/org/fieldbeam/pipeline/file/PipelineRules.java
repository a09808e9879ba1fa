package org.fieldbeam.pipeline.file;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fieldbeam.data.model.FolderNames;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Suggestions;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageRules;
import org.fieldbeam.pipeline.stage.StageSpec;
import org.fieldbeam.pipeline.stage.StageSpec.Product;

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
      stage.inputs().forEach(input -> rules.reference(stage, input, stage.wanted(input), earlier));
      rules.needs(stage);
      stage.check(rules.new Of(stage, earlier));
    }
  }

  /** The rules of one stage. */
  private final class Of implements StageRules {
    private final StageSpec stage;
    private final List<StageSpec> earlier;

    Of(StageSpec stage, List<StageSpec> earlier) {
      this.stage = stage;
      this.earlier = earlier;
    }

    @Override
    public List<StageSpec> earlier() {
      return earlier;
    }

    @Override
    public Map<String, Foreseen> foreseen() {
      return foreseen;
    }

    @Override
    public Problems problems() {
      return errors;
    }

    @Override
    public void require(Reference reference, Set<Product> wanted) {
      reference(stage, reference, wanted, earlier);
    }
  }

  /** What a stage needs of the outputs that this file makes; of others the planner asks. */
  private void needs(StageSpec stage) {
    List<Optional<Foreseen>> inputs =
        stage.inputs().stream()
            .map(input -> Optional.ofNullable(foreseen.get(input.text())))
            .toList();
    List<Objection> objections = stage.objections(inputs);
    objections.forEach(objection -> errors.report(objection.at(), objection.words()));
    if (objections.isEmpty()) {
      stage.foresee(inputs).ifPresent(output -> foreseen.putIfAbsent(stage.into(), output));
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
                + writer.get().product().words()
                + ", written by the stage '"
                + writer.get().kind()
                + "'; this stage reads "
                + wanted.stream().map(Product::words).collect(Collectors.joining(" or "))
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
}
