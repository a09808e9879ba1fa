package org.fieldbeam.torch;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/**
 * Trains a multi-layer perceptron on a training dataset and leaves a {@link NeuralModel}.
 *
 * <p>While it runs the folder holds a checkpoint, from which the same training goes on; at the end
 * {@code losses.json}, {@code model.pt} and {@code model.json}.
 *
 * @param hidden units of the hidden layers
 * @param activation after each hidden layer
 * @param settings loss, optimizer and times
 */
public record NetworkTraining(
    List<Integer> hidden, Mlp.Activation activation, TrainingSettings settings)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The file with the losses of every epoch. */
  public static final String LOSSES = "losses.json";

  /** Configurations that are evaluated together: enough for matrix products at full speed. */
  static final int EVALUATION_BATCH = 512;

  /** Checks the layers. */
  public NetworkTraining {
    hidden = List.copyOf(hidden);
    new Mlp(1, hidden, activation);
  }

  /** Everything a model depends on apart from data and seed, by name. */
  public SortedMap<String, Object> toMap() {
    SortedMap<String, Object> map = new TreeMap<>(settings.toMap());
    map.put("architecture", new Mlp(1, hidden, activation).architecture());
    return map;
  }

  /**
   * Number of parameters for fields of so many real numbers; angles have a second weight each in
   * the first layer.
   *
   * @throws IllegalArgumentException if they are too many
   */
  public int parameters(int values) {
    return new Mlp(values, hidden, activation).size();
  }

  /**
   * Refuses fields that the settings do not suit.
   *
   * @throws IllegalArgumentException if the conditioning is not one for them, or the network has
   *     too many parameters
   */
  public void requireSuited(FieldLayout layout) {
    settings.on(layout);
    new Mlp(layout.size(), layout.isAngle(), hidden, activation);
  }

  /** Is told what is to do, once, before the first step. */
  @FunctionalInterface
  public interface Plan {
    /**
     * What is to do.
     *
     * @param rows rows that will have been trained on at the end, over all epochs
     * @param done rows of earlier runs, which a checkpoint brought
     */
    void begin(long rows, long done);
  }

  /**
   * Trains, or goes on.
   *
   * @param dataset a training dataset
   * @param folder where the model goes
   * @param seed seed of the run
   * @param name name of the model, which its random numbers are keyed by
   * @param identity hash of all that the model is a function of
   * @param provenance what the model file is to say beside the settings
   * @param checkpointEvery least time between checkpoints
   * @param plan told what is to do
   * @param progress told the rows of every step
   * @throws UserException if the dataset cannot be trained on, the training diverges, or PyTorch
   *     cannot be loaded here
   */
  public void run(
      DatasetFolder dataset,
      String folder,
      long seed,
      String name,
      String identity,
      Map<String, Object> provenance,
      Duration checkpointEvery,
      Plan plan,
      LongConsumer progress) {
    Torch.require();
    DatasetRows rows = new DatasetRows(dataset);
    NoiseSchedule schedule = schedule(dataset);
    FieldLayout layout = dataset.info().layout();
    TrainingSettings chosen = chosen(layout, dataset.path());
    double meanSquare =
        layout.isAngle() ? Double.NaN : rows.mean() * rows.mean() + rows.scale() * rows.scale();
    Conditioning conditioning = new Conditioning(chosen.conditioning(), schedule, meanSquare);
    Mlp network = new Mlp(rows.volume(), layout.isAngle(), hidden, activation);
    ScoreTrainer trainer =
        new ScoreTrainer(network, conditioning, chosen, rows, seed, "train/" + name, progress);
    // of other data a checkpoint is worth nothing
    Checkpoint checkpoint = new Checkpoint(folder, identity + " " + dataset.contentHash());
    ScoreTrainer.State state = checkpoint.read(trainer.start()).orElseGet(trainer::start);
    plan.begin(trainer.rowsOf(settings.epochs()), trainer.rowsOf(state.epochs()));
    long[] written = {System.nanoTime()};
    trainer.run(
        state,
        () -> {
          if (System.nanoTime() - written[0] >= checkpointEvery.toNanos()) {
            StageMarker.requireOwner(folder, name, identity);
            checkpoint.write(state);
            written[0] = System.nanoTime();
          }
        });

    Map<String, Object> training = new TreeMap<>(chosen.toMap());
    training.put("architecture", network.architecture());
    training.put("parameters", network.size());
    training.put("optimizer", "adam");
    training.put("rows", rows.rows());
    training.put("seed", seed);
    training.putAll(provenance);
    StageMarker.requireOwner(folder, name, identity);
    Map<String, Object> losses = new TreeMap<>();
    losses.put("training", state.training());
    losses.put("validation", state.validation());
    Storage.writeText(Storage.resolve(folder, LOSSES), Json.pretty(losses));
    new NeuralModel(
            Mlp.NAME,
            layout,
            schedule,
            settings.firstTime(),
            action(dataset),
            meanSquare,
            EVALUATION_BATCH,
            training)
        .write(folder, TorchScript.export(network, conditioning, state.adam().average));
    checkpoint.delete();
  }

  private TrainingSettings chosen(FieldLayout layout, String where) {
    try {
      return settings.on(layout);
    } catch (IllegalArgumentException e) {
      throw UserException.of("the training does not suit the fields")
          .where(where)
          .given(e.getMessage())
          .todo("change the conditioning of the train stage")
          .cause(e)
          .build();
    }
  }

  private NoiseSchedule schedule(DatasetFolder dataset) {
    String where = DatasetFolder.manifestPath(dataset.path());
    Object tree = dataset.info().property(DatasetInfo.DIFFUSION);
    try {
      NoiseSchedule schedule =
          NeuralModel.schedule(JsonObject.of(tree, where + ", property diffusion"));
      if (!(settings.firstTime() < schedule.lastTime())) {
        throw new IllegalArgumentException(
            "firstTime " + settings.firstTime() + " is beyond the last, " + schedule.lastTime());
      }
      return schedule;
    } catch (IllegalArgumentException e) {
      throw UserException.of("the training dataset names a diffusion that cannot be used")
          .where(where)
          .given(e.getMessage())
          .todo("prepare the dataset again, or choose another firstTime")
          .cause(e)
          .build();
    }
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static Optional<Map<String, Object>> action(DatasetFolder dataset) {
    return dataset.info().property(DatasetInfo.ACTION) instanceof Map<?, ?> map
        ? Optional.of((Map<String, Object>) map)
        : Optional.empty();
  }
}
