package org.fieldbeam.torch;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/**
 * Trains a network on a training dataset and leaves a {@link NeuralModel}.
 *
 * <p>While it runs the folder holds a checkpoint, from which the same training goes on; at the end
 * {@code losses.json}, {@code model.pt} and {@code model.json}.
 *
 * @param architecture the network
 * @param settings loss, optimizer and times
 * @param threads threads of an operator, at least 1: the last bits of the result depend on it
 */
public record NetworkTraining(Architecture architecture, TrainingSettings settings, int threads)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The file with the losses of every epoch. */
  public static final String LOSSES = "losses.json";

  /** Configurations that are evaluated together: enough for matrix products at full speed. */
  static final int EVALUATION_BATCH = 512;

  /** Checks the number of threads. */
  public NetworkTraining {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
    }
  }

  /** A training on one thread. */
  public NetworkTraining(Architecture architecture, TrainingSettings settings) {
    this(architecture, settings, 1);
  }

  /** Everything a model depends on apart from data and seed, by name. */
  public SortedMap<String, Object> toMap() {
    SortedMap<String, Object> map = new TreeMap<>(settings.toMap());
    map.put("architecture", architecture.toMap());
    if (threads > 1) {
      map.put("threads", threads);
    }
    return map;
  }

  /**
   * Refuses data, or a diffusion, that the settings do not suit.
   *
   * @throws IllegalArgumentException if network, conditioning or loss are none for them, or the
   *     network has too many parameters
   */
  public void requireSuited(DatasetInfo info, NoiseSchedule schedule) {
    if (settings.loss() == TrainingSettings.Loss.MIXED) {
      knownAction(info);
    }
    settings(info.layout(), DatasetActions.find(info), schedule);
  }

  /** The settings with all that depends on the data. */
  TrainingSettings settings(FieldLayout layout, Optional<Action> action, NoiseSchedule schedule) {
    TrainingSettings chosen = settings.on(architecture, layout, schedule);
    architecture.requireSuited(layout, action, chosen.conditioning());
    return chosen;
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
    TrainingSettings chosen =
        suited(dataset, () -> settings(layout, DatasetActions.find(dataset.info()), schedule));
    double meanSquare =
        layout.isAngle() ? Double.NaN : rows.mean() * rows.mean() + rows.scale() * rows.scale();
    MixedTarget mixed =
        chosen.loss() == TrainingSettings.Loss.MIXED
            ? suited(dataset, () -> new MixedTarget(knownAction(dataset.info()), rows))
            : null;
    Conditioning conditioning =
        suited(
            dataset,
            () ->
                Conditioning.of(
                    chosen.conditioning(),
                    schedule,
                    meanSquare,
                    mixed == null ? Double.POSITIVE_INFINITY : mixed.information(),
                    rows.least(),
                    rows.largest()));
    ScoreNetwork network =
        architecture.network(
            layout,
            new Architecture.Data(rows, conditioning),
            Streams.of(seed, "train/" + name + "/network", 0, 0));
    ScoreTrainer trainer =
        new ScoreTrainer(
            network, conditioning, chosen, rows, mixed, seed, "train/" + name, progress);
    // of other data a checkpoint is worth nothing
    Checkpoint checkpoint = new Checkpoint(folder, identity + " " + dataset.contentHash());
    ScoreTrainer.State state = checkpoint.read(trainer.start()).orElseGet(trainer::start);
    plan.begin(trainer.rowsOf(settings.epochs()), trainer.rowsOf(state.epochs()));
    long[] written = {System.nanoTime()};
    Runnable afterEpoch =
        () -> {
          if (System.nanoTime() - written[0] >= checkpointEvery.toNanos()) {
            StageMarker.requireOwner(folder, name, identity);
            checkpoint.write(state);
            written[0] = System.nanoTime();
          }
        };
    Torch.withThreads(
        threads,
        () -> {
          trainer.run(state, afterEpoch);
          return state;
        });

    Map<String, Object> training = new TreeMap<>(chosen.toMap());
    training.put("architecture", network.architecture());
    training.put("parameters", network.size());
    training.put("optimizer", "adam");
    if (chosen.conditioning() == Conditioning.Kind.RANGE) {
      training.put("centre", conditioning.centre());
      training.put("unit", conditioning.unit());
    }
    if (threads > 1) {
      training.put("threads", threads);
    }
    training.put("rows", rows.rows());
    training.put("seed", seed);
    training.putAll(provenance);
    StageMarker.requireOwner(folder, name, identity);
    Map<String, Object> losses = new TreeMap<>();
    losses.put("training", state.training());
    losses.put("validation", state.validation());
    Storage.writeText(Storage.resolve(folder, LOSSES), Json.pretty(losses));
    new NeuralModel(
            architecture.name(),
            layout,
            conditioning.schedule(),
            settings.firstTime(),
            action(dataset),
            meanSquare,
            Math.min(EVALUATION_BATCH, network.rowsTogether()),
            training)
        .write(folder, TorchScript.export(network, conditioning, state.adam().average));
    checkpoint.delete();
  }

  /**
   * The action whose gradient the loss {@code mixed} needs.
   *
   * @throws IllegalArgumentException if a dataset does not name it
   */
  private static Action knownAction(DatasetInfo info) {
    return DatasetActions.find(info)
        .filter(action -> !DatasetActions.isFitted(info))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the loss 'mixed' needs the action of the clean ensemble, which these data do"
                        + " not name; use the loss 'denoising', or import them with --action"));
  }

  private static <T> T suited(DatasetFolder dataset, Supplier<T> choice) {
    try {
      return choice.get();
    } catch (IllegalArgumentException e) {
      throw UserException.of("the training does not suit the data")
          .where(dataset.path())
          .given(e.getMessage())
          .todo("change the model of the train stage, or its conditioning")
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
