package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.TrainNetwork;
import org.fieldbeam.beam.model.ModelFacts;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Foresight;
import org.fieldbeam.pipeline.stage.ModelFile;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Objections;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.Sizes;
import org.fieldbeam.pipeline.stage.StageCost;
import org.fieldbeam.pipeline.stage.StageInput;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.pipeline.stage.StageSpec;
import org.fieldbeam.torch.Conditioning;
import org.fieldbeam.torch.Mlp;
import org.fieldbeam.torch.NetworkTraining;
import org.fieldbeam.torch.TrainingSettings;

/**
 * The training of a neural score.
 *
 * @param head what all stages have
 * @param from training data
 * @param training network and settings
 */
public record TrainNetworkSpec(Head head, Reference from, NetworkTraining training)
    implements TrainSpec {
  private static final List<String> RESULTS = List.of(ModelFile.NAME, "model.pt", "losses.json");

  /** What a process grows by when it loads PyTorch and trains a small network. */
  private static final long PYTORCH_BYTES = 400L << 20;

  /** The model {@code mlp}. */
  @AutoService(ModelKind.class)
  public static final class Kind implements ModelKind {
    private static final Alternatives<Mlp.Activation> ACTIVATIONS =
        Alternatives.of("swish", "z / (1 + exp(-z)).", Mlp.Activation.SWISH)
            .or("tanh", "tanh z.", Mlp.Activation.TANH);
    private static final Alternatives<TrainingSettings.Loss> LOSSES =
        Alternatives.of(
                "denoising",
                "w |s + z / sigma|^2; of angles the score of the wrapped noise is in place of"
                    + " -z / sigma.",
                TrainingSettings.Loss.DENOISING)
            .or(
                "implicit",
                "2 w (|s|^2 / 2 + div s), exact divergence.",
                TrainingSettings.Loss.IMPLICIT);
    private static final Alternatives<TrainingSettings.Weight> WEIGHTS =
        Alternatives.of("noise", "w = sigma^2(t).", TrainingSettings.Weight.NOISE)
            .or("diffusion", "w = g^2(t).", TrainingSettings.Weight.DIFFUSION)
            .or(
                "network",
                "w = 1 / out(t)^2, out the network's factor.",
                TrainingSettings.Weight.NETWORK);
    private static final Alternatives<Conditioning.Kind> CONDITIONINGS =
        Alternatives.of(
                "preconditioned",
                "Gaussian score plus a correction of unit variance; not for angles.",
                Conditioning.Kind.PRECONDITIONED)
            .or("noise", "s = F(x, t) / sigma(t).", Conditioning.Kind.NOISE)
            .or("plain", "s = F(x, t).", Conditioning.Kind.PLAIN);
    private static final Alternatives<TrainingSettings.Decay> DECAYS =
        Alternatives.of("cosine", "Half a cosine to zero.", TrainingSettings.Decay.COSINE)
            .or("none", "Constant.", TrainingSettings.Decay.NONE);

    @Override
    public About about() {
      return About.of(
          "mlp",
          "A neural net [x, t] -> dense layers, trained with PyTorch on a training dataset; of angles"
              + " it sees [cos x, sin x, t].",
          Fields.of(
              withDefault(
                  "hidden",
                  new Items(new Whole(1, 65_536), 1, 100, false),
                  "[128, 128, 128]",
                  "Units of the hidden layers."),
              withDefault("activation", ACTIVATIONS.choice(), "swish", "After each hidden layer."),
              withDefault("loss", LOSSES.choice(), "denoising", "Score matching."),
              withDefault("weight", WEIGHTS.choice(), "noise", "Weight w(t) of the loss."),
              optional(
                  "conditioning",
                  CONDITIONINGS.choice(),
                  "How the score follows from the network F; if left out preconditioned, or noise for"
                      + " angles."),
              withDefault("epochs", StageKind.COUNT, "60", "Passes over the training rows."),
              withDefault("batch", new Whole(1, 1_000_000), "500", "Rows of a step."),
              withDefault("learningRate", new Real(0, false, 1, false), "0.003", "Of Adam."),
              withDefault("decay", DECAYS.choice(), "cosine", "Course of the learning rate."),
              withDefault(
                  "ema",
                  new Real(0, true, 1, false),
                  "0.999",
                  "Decay per step of the moving average of the parameters, which is kept."),
              withDefault("times", new Whole(2, 1_000_000), "1000", "Number of diffusion times."),
              withDefault(
                  "firstTime", new Real(0, false, 1, false), "0.01", "Smallest diffusion time.")));
    }

    @Override
    public List<String> files() {
      return List.of(ModelFile.NAME, "model.pt", "losses.json", "checkpoint.bin");
    }

    @Override
    public StageSpec train(Head head, Reference from, double validation, Value body) {
      return new TrainNetworkSpec(
          head,
          from,
          new NetworkTraining(
              body.get("hidden").items().stream().map(Value::integer).toList(),
              ACTIVATIONS.meaning(body.get("activation")),
              new TrainingSettings(
                  LOSSES.meaning(body.get("loss")),
                  WEIGHTS.meaning(body.get("weight")),
                  body.find("conditioning").map(CONDITIONINGS::meaning).orElse(null),
                  body.get("epochs").integer(),
                  body.get("batch").integer(),
                  body.get("learningRate").real(),
                  DECAYS.meaning(body.get("decay")),
                  body.get("ema").real(),
                  body.get("times").integer(),
                  body.get("firstTime").real())));
    }
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.of(Product.TRAINING);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.PASSED_ON;
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    double first = training.settings().firstTime();
    Foreseen.real(inputs, 0)
        .ifPresent(seen -> objections.require(() -> training.requireSuited(seen.info().layout())));
    Foreseen.real(inputs, 0)
        .flatMap(seen -> Foresight.schedule(seen.info()))
        .filter(schedule -> first >= schedule.lastTime())
        .ifPresent(
            schedule ->
                objections.add(
                    "firstTime is "
                        + first
                        + "; it must lie before the last time of the diffusion that the data were"
                        + " prepared for, "
                        + schedule.lastTime()));
    return objections.all();
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    return Foreseen.real(inputs, 0)
        .flatMap(
            seen ->
                Foresight.schedule(seen.info())
                    .map(
                        schedule ->
                            new Foreseen.Model(
                                seen.info().layout(),
                                DatasetActions.find(seen.info()),
                                new ModelFacts.InTime(
                                    seen.info().layout(),
                                    schedule,
                                    training.settings().firstTime(),
                                    !seen.info().layout().isAngle()))));
  }

  @Override
  public void requireSizes(List<StageInput> inputs) {
    try {
      training.parameters(Math.toIntExact(inputs.get(0).size().volume()));
    } catch (IllegalArgumentException e) {
      throw UserException.of("the network is too large for this lattice")
          .where(head.at() + ": " + kind())
          .given(e.getMessage())
          .todo("take fewer units in the first and last layer, or a smaller lattice")
          .cause(e)
          .build();
    }
  }

  /** One model; the parameters and what the optimizer keeps, PyTorch's library, a shard of rows. */
  @Override
  public StageCost cost(List<DataSize> inputs) {
    DataSize in = inputs.get(0);
    long parameters = training.parameters((int) in.volume());
    long rows = in.rows() / Math.max(1, in.shards());
    long memory =
        Sizes.sum(
            PYTORCH_BYTES,
            Sizes.product(parameters, 20, Float.BYTES),
            Sizes.product(3, rows, in.volume(), Double.BYTES));
    return new StageCost(in.volume(), 1, 0, Sizes.product(2, parameters, Float.BYTES), memory, 0);
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    return run.inputs(beam)
        .apply("Train", TrainNetwork.of(training).withSeed(run.seed()).into(run.output()));
  }

  @Override
  public List<String> results() {
    return RESULTS;
  }
}
