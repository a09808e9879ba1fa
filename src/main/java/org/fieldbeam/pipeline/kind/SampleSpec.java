package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.fieldbeam.beam.SampleReverse;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.model.UntrainedModel;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.observable.check.RunawayChains;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.TextOr;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.CostModel;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Foresight;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Objections;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.Sizes;
import org.fieldbeam.pipeline.stage.StageCost;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.stage.StageRules;
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.pipeline.stage.StageSpec;

/**
 * Configurations from the reverse process.
 *
 * @param head what all stages have
 * @param model trained score model; empty for one that needs no training
 * @param untrained the model that needs no training; empty for a trained one
 * @param sampler sampler
 * @param configurations number of configurations in all
 * @param configurationsPerShard configurations in one shard
 * @param paths number of parts of the paths to write; empty to write their ends
 */
public record SampleSpec(
    Head head,
    Optional<Reference> model,
    Optional<UntrainedModel> untrained,
    Sampler sampler,
    int configurations,
    int configurationsPerShard,
    OptionalInt paths)
    implements StageSpec {

  /** The stage {@code sample}. */
  @AutoService({StageKind.class, SchemaTransformProvider.class})
  public static final class Kind implements StageKind {
    @Override
    public About about() {
      return About.of(
          "sample",
          "Samples the reverse process.",
          Fields.of(
              required(
                  "model",
                  new TextOr(Type.REFERENCE, UntrainedModelKind.all().choice()),
                  "Score model to sample from."),
              StageKind.into("ensemble"),
              withDefault("sampler", SamplerKind.all().choice(), "flow", "Reverse process."),
              required("configurations", COUNT, "Number of configurations in all."),
              withDefault(
                  "configurationsPerShard",
                  new Whole(1, 10_000_000),
                  "1024",
                  "Configurations in one shard."),
              optional(
                  "paths",
                  new Whole(1, 1_000_000),
                  "Write whole paths, in so many parts, as a noised dataset; of a model of"
                      + " levels by the sampler flow, as a variance-exploding process.")));
    }

    @Override
    public String transform() {
      return "SampleReverse";
    }

    @Override
    public int revision() {
      return 3;
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
      Value model = body.get("model");
      Sampler sampler =
          SamplerKind.all().of(body.get("sampler")).sampler(body.get("sampler").body());
      Optional<UntrainedModel> untrained =
          model.isText()
              ? Optional.empty()
              : Optional.of(UntrainedModelKind.all().of(model).model(model.body()));
      untrained.ifPresent(known -> known.require(sampler));
      return new SampleSpec(
          head,
          model.isText() ? Optional.of(Reference.of(model)) : Optional.empty(),
          untrained,
          sampler,
          body.get("configurations").integer(),
          body.get("configurationsPerShard").integer(),
          body.find("paths")
              .map(paths -> OptionalInt.of(paths.integer()))
              .orElse(OptionalInt.empty()));
    }
  }

  @Override
  public List<Reference> inputs() {
    return model.stream().toList();
  }

  @Override
  public Product product() {
    return paths.isPresent() ? Product.NOISED : Product.ENSEMBLE;
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.of(Product.MODEL);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.PASSED_ON;
  }

  @Override
  public void check(StageRules rules) {
    // what it reads is all that there are rules for
  }

  /** What is known of the model, if something is and it is one that can be sampled from. */
  private Optional<Foreseen.Model> model(List<Optional<Foreseen>> inputs) {
    return untrained
        .map(
            known ->
                new Foreseen.Model(
                    known.action().layout(), Optional.of(known.action()), known.facts()))
        .or(
            () ->
                inputs
                    .get(0)
                    .filter(Foreseen.Model.class::isInstance)
                    .map(Foreseen.Model.class::cast));
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    if (model.isPresent()
        && inputs.get(0).filter(Foreseen.LangevinScore.class::isInstance).isPresent()) {
      objections.add(
          "the model '"
              + model.get()
              + "' is the score of a Langevin equation, which has no reverse process; name it in"
              + " generate: {algorithm: {deformedLangevin: {score: {learned: "
              + model.get()
              + "}}}}");
    }
    model(inputs)
        .ifPresent(
            known ->
                objections.require(() -> sampler.requireSuited(known.facts(), paths.orElse(0))));
    return objections.all();
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    return model(inputs).map(this::samples);
  }

  private Foreseen samples(Foreseen.Model from) {
    DatasetInfo info =
        DatasetInfo.of(
            paths.isPresent() ? DatasetKind.NOISED : DatasetKind.ENSEMBLE,
            into(),
            kind(),
            Foresight.NO_HASH,
            from.layout());
    Optional<Action> action = from.action();
    return new Foreseen.Dataset(
        action.isEmpty()
            ? info
            : info.with(DatasetInfo.ACTION, DatasetActions.property(action.get())),
        configurations,
        Foresight.parts(configurations, configurationsPerShard),
        sampler.hasWeights(),
        false,
        false,
        sampler.hasWeights() ? Set.of(RunawayChains.NAME) : Set.of());
  }

  @Override
  public StageCost cost(List<DataSize> inputs) {
    DataSize size =
        untrained
            .map(known -> new DataSize(known.action().layout().size(), 0, 0))
            .orElseGet(() -> inputs.get(0));
    long rows = Sizes.product(configurations, paths.orElse(0) + 1L);
    long memory =
        batch() * size.volume() * CostModel.SCORE_FIELDS * Double.BYTES + CostModel.writing(size);
    return new StageCost(
            size.volume(),
            DatasetFolder.shards(configurations, configurationsPerShard),
            rows,
            Sizes.product(rows, CostModel.rowBytes(size)),
            memory,
            0)
        .withLastTask(CostModel.weights(rows));
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    return untrained.isPresent()
        ? beam.apply("Sample", set(SampleReverse.by(sampler, untrained.get()), run))
        : run.inputs(beam).apply("Sample", set(SampleReverse.by(sampler), run));
  }

  private <InputT extends PInput> SampleReverse<InputT> set(
      SampleReverse<InputT> transform, StageRun run) {
    SampleReverse<InputT> ends =
        transform
            .withConfigurations(configurations)
            .withConfigurationsPerShard(configurationsPerShard)
            .withSeed(run.seed())
            .into(run.output());
    return paths.isPresent() ? ends.withPaths(paths.getAsInt()) : ends;
  }

  @Override
  public boolean hasWeightFacts() {
    return paths.isEmpty();
  }
}
