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
import org.fieldbeam.beam.PrepareScoreTraining;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.core.diffusion.ForwardNoise;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.ScheduleKind;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardWriter;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Whole;
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
 * Training data: shuffled, normalised single-precision shards, split by chain.
 *
 * @param head what all stages have
 * @param from ensemble
 * @param diffusion noise schedule that the data are meant for
 * @param validation share of the chains set apart for validation
 * @param shards number of shards; empty for shards of 32 MiB
 * @param compressed whether shards are compressed
 */
public record PrepareSpec(
    Head head,
    Reference from,
    NoiseSchedule diffusion,
    double validation,
    OptionalInt shards,
    boolean compressed)
    implements OneInputSpec {
  private static final long SHARD_BYTES = 32L << 20;

  /** The stage {@code prepare}. */
  @AutoService({StageKind.class, SchemaTransformProvider.class})
  public static final class Kind implements StageKind {
    @Override
    public About about() {
      return About.of(
          "prepare",
          "Writes shuffled, normalised training data, split by chain. Fields of several values at a site"
              + " have one scale and no shift, and angles are not normalised.",
          Fields.of(
              StageKind.from("Ensemble to train on."),
              StageKind.into("training dataset"),
              required(
                  "diffusion",
                  ScheduleKind.all().choice(),
                  "Noise schedule the data are meant for."),
              withDefault("validation", SHARE, "0.1", "Share of chains for validation."),
              optional(
                  "shards", new Whole(1, 100_000), "Number of shards; of 32 MiB each if left out."),
              optional(
                  "compression",
                  Choice.of(
                      Option.word("zstd", "Shards compressed by zstd, as all others."),
                      Option.word(ShardWriter.NONE, "Uncompressed: a little larger.")),
                  "What shards are compressed by, zstd if left out; none makes them faster to"
                      + " read.")));
    }

    @Override
    public String transform() {
      return "PrepareScoreTraining";
    }

    @Override
    public int revision() {
      return 1;
    }

    @Override
    public List<String> files() {
      return List.of();
    }

    @Override
    public StageSpec spec(Head head, Value body, Problems problems) {
      return new PrepareSpec(
          head,
          Reference.of(body.get("from")),
          NoiseSchedule.of(body.get("diffusion")),
          body.get("validation").real(),
          body.find("shards")
              .map(shards -> OptionalInt.of(shards.integer()))
              .orElse(OptionalInt.empty()),
          body.find("compression").map(Value::choice).filter(ShardWriter.NONE::equals).isEmpty());
    }
  }

  @Override
  public Product product() {
    return Product.TRAINING;
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.of(Product.ENSEMBLE);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.PASSED_ON;
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    Foreseen.real(inputs, 0)
        .ifPresent(
            seen -> {
              objections.require(() -> ForwardNoise.requireSuited(seen.info().layout(), diffusion));
              objections.validation(seen, validation);
            });
    return objections.all();
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    return Foreseen.real(inputs, 0)
        .map(seen -> Foresight.dataset(this, DatasetKind.TRAINING, seen, diffusion));
  }

  @Override
  public StageCost cost(List<DataSize> inputs) {
    DataSize in = inputs.get(0);
    long bytes = Sizes.product(in.rows(), in.volume() * Float.BYTES + CostModel.ROW_OVERHEAD);
    long parts = shards.orElseGet(() -> DatasetFolder.shards(bytes, SHARD_BYTES));
    return new StageCost(
        in.volume(), parts, in.rows(), bytes, Sizes.product(3, bytes / parts), bytes);
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    PrepareScoreTraining transform =
        PrepareScoreTraining.of(diffusion)
            .withValidation(validation)
            .withCompression(compressed)
            .withSeed(run.seed());
    return run.inputs(beam)
        .apply(
            "Prepare",
            (shards.isPresent() ? transform.withShards(shards.getAsInt()) : transform)
                .into(run.output()));
  }
}
