package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.figure.FigureGrammar;
import org.fieldbeam.pipeline.figure.FigureRules;
import org.fieldbeam.pipeline.run.PipelineRun;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.FigureSpec;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageCost;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.stage.StageRules;
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.pipeline.stage.StageSpec;

/**
 * The report on all stages before it.
 *
 * @param head what all stages have
 * @param figures figures of the pipeline's own
 */
public record ReportSpec(Head head, List<FigureSpec> figures) implements StageSpec {
  /** Copies the figures. */
  public ReportSpec {
    figures = List.copyOf(figures);
  }

  /** The stage {@code report}. */
  @AutoService(StageKind.class)
  public static final class Kind implements StageKind {
    @Override
    public About about() {
      return About.of(
          "report",
          "Writes the report.",
          Fields.of(
              withDefault("into", NAME, "report", "Name of the report's folder."),
              withDefault(
                  "figures",
                  FigureGrammar.figures(),
                  "[]",
                  "Figures and tables of this pipeline's own, in their order.")));
    }

    @Override
    public int revision() {
      return 1;
    }

    @Override
    public boolean isReport() {
      return true;
    }

    @Override
    public List<String> files() {
      return List.of("index.html");
    }

    @Override
    public StageSpec spec(Head head, Value body, Problems problems) {
      return new ReportSpec(head, FigureGrammar.read(body.get("figures"), problems));
    }
  }

  /** All outputs before the stage; of them {@link #figures} say which must be there. */
  @Override
  public List<Reference> inputs() {
    return List.of();
  }

  @Override
  public Product product() {
    return Product.REPORT;
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.noneOf(Product.class);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.NONE;
  }

  @Override
  public void check(StageRules rules) {
    figures.stream()
        .flatMap(figure -> figure.inputs().stream())
        .distinct()
        .forEach(input -> rules.require(input.reference(), input.allowed()));
    figures.forEach(
        figure -> FigureRules.check(figure, rules.earlier(), rules.foreseen(), rules.problems()));
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    return List.of();
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    return Optional.empty();
  }

  @Override
  public StageCost cost(List<DataSize> inputs) {
    return new StageCost(0, 1, 0, 1 << 20, 64L << 20, 0);
  }

  /** The report stands above this package, and {@link PipelineRun} has it written there. */
  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    throw new IllegalStateException("a report is no Beam job");
  }

  @Override
  public List<String> results() {
    return List.of();
  }

  @Override
  public Map<String, String> datasets(String inputHash) {
    return Map.of();
  }

  @Override
  public Optional<List<FigureSpec>> report() {
    return Optional.of(figures);
  }
}
