package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.AddForwardNoise;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.core.diffusion.ForwardNoise;
import org.fieldbeam.core.schedule.LadderKind;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.ScheduleKind;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.shape.CovarianceShape;
import org.fieldbeam.core.shape.ShapeKind;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type.Fields;
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
 * Configurations under the forward process.
 *
 * @param head what all stages have
 * @param from ensemble
 * @param diffusion noise schedule
 * @param covariance covariance of the noise
 * @param ladder the times, by tau
 * @param mode marginals or trajectories
 */
public record NoiseSpec(
    Head head,
    Reference from,
    NoiseSchedule diffusion,
    CovarianceShape covariance,
    TimeLadder ladder,
    Mode mode)
    implements OneInputSpec {

  /** What is written per configuration. */
  public enum Mode {
    /** Independent noise at each time. */
    MARGINALS,
    /** One path of the forward process per configuration. */
    TRAJECTORIES
  }

  private static final Alternatives<Mode> MODES =
      Alternatives.of("marginals", "Independent noise at each time.", Mode.MARGINALS)
          .or("trajectories", "One path per configuration.", Mode.TRAJECTORIES);

  /** The stage {@code noise}. */
  @AutoService({StageKind.class, SchemaTransformProvider.class})
  public static final class Kind implements StageKind {
    @Override
    public About about() {
      return About.of(
          "noise",
          "Runs configurations through the forward process.",
          Fields.of(
              StageKind.from("Ensemble to add noise to."),
              StageKind.into("noised dataset"),
              required("diffusion", ScheduleKind.all().choice(), "Noise schedule."),
              withDefault(
                  "covariance",
                  ShapeKind.all().choice(),
                  "isotropic",
                  "Covariance of the noise beside the schedule."),
              withDefault("times", new Whole(1, 100_000), "20", "Number of times."),
              withDefault("ladder", LadderKind.all().choice(), "uniform", "Spacing of the times."),
              withDefault(
                  "mode", MODES.choice(), "marginals", "What is written per configuration.")));
    }

    @Override
    public String transform() {
      return "AddForwardNoise";
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
      NoiseSchedule schedule = NoiseSchedule.of(body.get("diffusion"));
      return new NoiseSpec(
          head,
          Reference.of(body.get("from")),
          schedule,
          CovarianceShape.of(body.get("covariance")),
          LadderKind.all()
              .of(body.get("ladder"))
              .spacing(body.get("ladder").body())
              .along(schedule, body.get("times").integer()),
          MODES.meaning(body.get("mode")));
    }
  }

  @Override
  public Product product() {
    return Product.NOISED;
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.of(Product.ENSEMBLE);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.NONE;
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    Foreseen.real(inputs, 0)
        .ifPresent(
            seen ->
                objections.require(
                    () -> ForwardNoise.requireSuited(seen.info().layout(), diffusion)));
    return objections.all();
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    return Foreseen.real(inputs, 0)
        .map(seen -> Foresight.dataset(this, DatasetKind.NOISED, seen, diffusion));
  }

  @Override
  public StageCost cost(List<DataSize> inputs) {
    DataSize in = inputs.get(0);
    long rows = Sizes.product(in.rows(), ladder.levels() + 1L);
    return new StageCost(
        in.volume(),
        in.shards(),
        rows,
        Sizes.product(rows, CostModel.rowBytes(in)),
        CostModel.reading(in) + CostModel.writing(in),
        0);
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    AddForwardNoise transform =
        AddForwardNoise.of(diffusion)
            .withCovariance(covariance)
            .withLadder(ladder)
            .withSeed(run.seed());
    return run.inputs(beam)
        .apply(
            "Noise",
            (mode == Mode.TRAJECTORIES ? transform.withTrajectories() : transform.withMarginals())
                .into(run.output()));
  }
}
