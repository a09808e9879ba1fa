package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.core.observable.check.ChainLength;
import org.fieldbeam.core.observable.check.RunawayChains;
import org.fieldbeam.core.observable.check.weight.ClaimedDensity;
import org.fieldbeam.core.observable.check.weight.Coverage;
import org.fieldbeam.core.observable.check.weight.WeightBlocks;
import org.fieldbeam.core.observable.check.weight.Weights;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.CostModel;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Foresight;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Objections;
import org.fieldbeam.pipeline.stage.OneInputSpec;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.Sizes;
import org.fieldbeam.pipeline.stage.StageCost;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.pipeline.stage.StageSpec;

/**
 * Samples made exact.
 *
 * @param head what all stages have
 * @param from ensemble of a {@code sample} stage
 * @param method how samples are corrected
 * @param parameters values of the method's keys
 */
public record CorrectSpec(Head head, Reference from, CorrectionKind method, Value parameters)
    implements OneInputSpec {

  /** The stage {@code correct}. */
  @AutoService({StageKind.class, SchemaTransformProvider.class})
  public static final class Kind implements StageKind {
    @Override
    public About about() {
      return About.of(
          "correct",
          "Makes samples exact.",
          Fields.of(
              StageKind.from("Ensemble of a sample stage."),
              StageKind.into("ensemble"),
              withDefault(
                  "method",
                  CorrectionKind.all().choice(),
                  "metropolis",
                  "How the samples are made exact.")));
    }

    @Override
    public String transform() {
      return "CorrectEnsemble";
    }

    @Override
    public int revision() {
      return 2;
    }

    @Override
    public boolean shardsAreChains() {
      return true;
    }

    @Override
    public List<String> files() {
      return List.of();
    }

    @Override
    public StageSpec spec(Head head, Value body, Problems problems) {
      return new CorrectSpec(
          head,
          Reference.of(body.get("from")),
          CorrectionKind.all().of(body.get("method")),
          body.get("method").body());
    }
  }

  @Override
  public Product product() {
    return method.isWeighted() ? Product.WEIGHTED : Product.ENSEMBLE;
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.of(Product.ENSEMBLE, Product.WEIGHTED);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.NEEDED;
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    Foreseen.real(inputs, 0)
        .filter(seen -> seen.info().kind() == DatasetKind.ENSEMBLE) // or another rule says so
        .ifPresent(seen -> proposals(seen, objections));
    return objections.all();
  }

  private void proposals(Foreseen.Dataset seen, Objections objections) {
    if (!seen.proposals()) {
      objections.add(
          from.at(),
          "'"
              + from
              + "' comes from the stage '"
              + seen.info().stage()
              + "' and carries no likelihood of its own; correct reads the ensemble of a sample"
              + " stage whose sampler gives log weights, as flow and sde do");
    } else if (method.decides()
        && seen.shards().isPresent()
        && seen.rows() <= seen.shards().getAsLong()) {
      objections.add(
          "there are "
              + seen.rows()
              + " proposals in "
              + seen.shards().getAsLong()
              + " shards, each a chain, whose first proposal nothing decides upon; put more into a"
              + " shard (configurationsPerShard of the sample stage)");
    }
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    return Foreseen.real(inputs, 0).map(this::corrected);
  }

  private Foreseen corrected(Foreseen.Dataset seen) {
    DatasetInfo info = Foresight.like(this, DatasetKind.ENSEMBLE, seen.info());
    boolean weights = method.isWeighted();
    return new Foreseen.Dataset(
        weights ? info.with(DatasetInfo.WEIGHTED, true) : info,
        seen.rows(),
        seen.shards(),
        false,
        false,
        method.decides(),
        checks());
  }

  /** The checks that the correction may make. */
  private Set<String> checks() {
    Set<String> names =
        new TreeSet<>(
            Set.of(RunawayChains.NAME, WeightBlocks.NAME, Coverage.NAME, ClaimedDensity.NAME));
    if (method.decides()) {
      names.addAll(Set.of(Weights.NAME, ChainLength.NAME));
    }
    return names;
  }

  @Override
  public StageCost cost(List<DataSize> inputs) {
    DataSize in = inputs.get(0);
    return new StageCost(
            in.volume(),
            in.shards(),
            in.rows(),
            Sizes.product(in.rows(), CostModel.rowBytes(in)),
            CostModel.reading(in) + CostModel.writing(in),
            0)
        .withLastTask(CostModel.weights(in.rows()));
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    return run.inputs(beam)
        .apply("Correct", method.transform(parameters, run.seed(), run.output()));
  }

  @Override
  public boolean hasWeightFacts() {
    return true;
  }
}
