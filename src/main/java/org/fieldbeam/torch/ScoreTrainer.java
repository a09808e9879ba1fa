package org.fieldbeam.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.StreamKey;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.data.UserException;

/**
 * Trains a network on rows, on the calling thread.
 *
 * <p>Every random number is keyed by what it is for: the order of the shards by (epoch), that of
 * the rows by (epoch, shard), noise and times by (epoch, batch). With one thread the result is
 * therefore a function of rows, settings and seed alone on one machine, and a training that goes on
 * from a checkpoint, which is written between epochs, ends where one without a break does.
 *
 * <p>A shard is held in memory at a time. Rows that do not fill the last batch of an epoch are left
 * out of it.
 */
final class ScoreTrainer {
  private final ScoreNetwork network;
  private final TrainingSettings settings;
  private final TrainingRows rows;
  private final ScoreLoss loss;
  private final LongConsumer progress;
  private final StreamKey order;
  private final StreamKey noise;
  private final StreamKey validationNoise;
  private final StreamKey initial;
  private final int batch;
  private final long batches;

  /**
   * A training.
   *
   * @param mixed the target of the loss {@code mixed}; null for others
   * @param progress told the number of rows after every step
   */
  ScoreTrainer(
      ScoreNetwork network,
      Conditioning conditioning,
      TrainingSettings settings,
      TrainingRows rows,
      MixedTarget mixed,
      long seed,
      String purpose,
      LongConsumer progress) {
    this.network = network;
    this.settings = settings;
    this.rows = rows;
    this.loss = new ScoreLoss(network, conditioning, settings, mixed);
    this.progress = progress;
    order = Streams.key(seed, purpose + "/order");
    noise = Streams.key(seed, purpose + "/noise");
    validationNoise = Streams.key(seed, purpose + "/validation");
    initial = Streams.key(seed, purpose + "/initial");
    batch = (int) Math.min(settings.batch(), rows.rows());
    batches = rows.rows() / batch;
  }

  /**
   * What a training has come to: the parameters and the losses of every epoch.
   *
   * @param adam parameters and the state of the optimizer
   * @param training mean loss over the steps of each epoch
   * @param validation loss of the averaged parameters on the held-out rows after each epoch, the
   *     same noise every time; empty if none are held out
   */
  record State(Adam adam, List<Double> training, List<Double> validation) {
    int epochs() {
      return training.size();
    }
  }

  /** Rows that so many epochs train on. */
  long rowsOf(int epochs) {
    return epochs * batches * batch;
  }

  /** The beginning. */
  State start() {
    float[] values = NetworkTensors.initial(network, initial.stream(0, 0));
    return new State(new Adam(values, settings.ema()), new ArrayList<>(), new ArrayList<>());
  }

  /** Trains the epochs that a state lacks; {@code afterEpoch} may store it. */
  void run(State state, Runnable afterEpoch) {
    Torch.scoped(
        () -> {
          NetworkTensors tensors = new NetworkTensors(network);
          while (state.epochs() < settings.epochs()) {
            epoch(state, tensors);
            afterEpoch.run();
          }
          return state;
        });
  }

  private void epoch(State state, NetworkTensors tensors) {
    int epoch = state.epochs();
    int volume = rows.volume();
    double[] clean = new double[batch * volume];
    float[] gradient = new float[network.size()];
    int filled = 0;
    long done = 0;
    double sum = 0;
    for (int shard : TrainingRows.permutation(rows.shards(), order.stream(epoch, -1))) {
      if (done == batches) {
        break;
      }
      TrainingRows.Shard data = rows.read(shard);
      for (int row : TrainingRows.permutation(data.rows(), order.stream(epoch, shard))) {
        if (done == batches) {
          break;
        }
        rows.copy(data.training(), row, clean, filled++);
        if (filled == batch) {
          filled = 0;
          sum += step(state.adam(), tensors, clean, noise.stream(epoch, done++), gradient, epoch);
          progress.accept(batch);
        }
      }
    }
    List<Double> validation = validate(state.adam(), tensors);
    state.training().add(sum / batches);
    state.validation().addAll(validation);
  }

  private double step(
      Adam adam,
      NetworkTensors tensors,
      double[] clean,
      RandomStream random,
      float[] gradient,
      int epoch) {
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("the training was interrupted");
    }
    tensors.fill(adam.values);
    double value =
        Torch.scoped(
            () -> {
              var batchLoss = loss.of(tensors, clean, batch, random);
              tensors.gradient(batchLoss, gradient);
              return batchLoss.item_double();
            });
    if (!Double.isFinite(value) || !allFinite(gradient)) {
      throw diverged(value, adam.steps(), epoch);
    }
    double factor = settings.decay().factor(adam.steps(), batches * settings.epochs());
    adam.step(gradient, settings.learningRate() * factor);
    return value;
  }

  private static boolean allFinite(float[] gradient) {
    float sum = 0;
    for (float g : gradient) {
      sum += 0 * g;
    }
    return sum == 0;
  }

  private UserException diverged(double value, long step, int epoch) {
    return UserException.of("the training diverged")
        .where("epoch " + (epoch + 1) + " of " + settings.epochs() + ", step " + (step + 1))
        .given("a loss of " + value + " or a gradient that is not finite")
        .allowed("finite numbers")
        .todo(
            "lower learningRate (it is "
                + settings.learningRate()
                + "), raise batch, or look for runaway configurations in the training data")
        .build();
  }

  /** The loss of the averaged parameters, as a list of one number or none. */
  private List<Double> validate(Adam adam, NetworkTensors tensors) {
    tensors.fill(adam.average);
    int volume = rows.volume();
    double sum = 0;
    long count = 0;
    for (int shard = 0; shard < rows.shards(); shard++) {
      float[] held = rows.read(shard).validation();
      int size = held.length / volume;
      for (int from = 0; from < size; from += network.rowsTogether()) {
        int n = Math.min(network.rowsTogether(), size - from);
        double[] clean = new double[n * volume];
        for (int i = 0; i < n; i++) {
          rows.copy(held, from + i, clean, i);
        }
        RandomStream random = validationNoise.stream(shard, from);
        sum += n * Torch.withoutGradients(() -> loss.of(tensors, clean, n, random).item_double());
        count += n;
      }
    }
    return count == 0 ? List.of() : List.of(sum / count);
  }
}
