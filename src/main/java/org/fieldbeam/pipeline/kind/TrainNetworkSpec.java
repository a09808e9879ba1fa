package org.fieldbeam.pipeline.kind;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.TrainNetwork;
import org.fieldbeam.beam.model.ModelFacts;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
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
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.torch.Architecture;
import org.fieldbeam.torch.NetworkTraining;

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

  /** Names of the files that a training writes, also on the way. */
  static final List<String> FILES =
      Stream.concat(RESULTS.stream(), Stream.of("checkpoint.bin")).toList();

  /** What a process grows by when it loads PyTorch and trains a small network. */
  private static final long PYTORCH_BYTES = 400L << 20;

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
        .ifPresent(
            seen ->
                Foresight.schedule(seen.info())
                    .ifPresent(
                        schedule ->
                            objections.require(
                                () -> training.requireSuited(seen.info(), schedule))));
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
      training.architecture().size(inputs.get(0).size().volume());
    } catch (IllegalArgumentException e) {
      throw UserException.of("the network is too large for this lattice")
          .where(head.at() + ": " + kind())
          .given(e.getMessage())
          .todo("take fewer units in the first and last layer, or a smaller lattice")
          .cause(e)
          .build();
    }
  }

  /**
   * One model; the parameters and what the optimizer keeps, what the gradient of a step needs,
   * PyTorch's library, a shard of rows.
   */
  @Override
  public StageCost cost(List<DataSize> inputs) {
    DataSize in = inputs.get(0);
    Architecture.Size network = training.architecture().size(in.volume());
    long rows = in.rows() / Math.max(1, in.shards());
    long memory =
        Sizes.sum(
            PYTORCH_BYTES,
            Sizes.product(network.parameters(), 20, Float.BYTES),
            Sizes.product(training.settings().batch(), network.kept(), Float.BYTES),
            Sizes.product(3, rows, in.volume(), Double.BYTES));
    return new StageCost(
        in.volume(), 1, 0, Sizes.product(2, network.parameters(), Float.BYTES), memory, 0);
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
