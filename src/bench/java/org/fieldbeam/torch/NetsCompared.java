package org.fieldbeam.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.dataset.DatasetFolder;

/**
 * Neural scores beside each other on the same held-out fields, times and noise: {@code V^-1 E
 * sigma^2 |s(x_t, t) + z / sigma|^2}, the same for all whatever they were trained by, and the time
 * of an evaluation. Its mean over times has the common part of all noise; the error is that of the
 * difference to the first model.
 *
 * <p>Arguments: the folder of a training dataset, then folders of models of one diffusion.
 */
public final class NetsCompared {
  private static final int TIMES = 32;
  private static final int BATCH = 64;
  private static final int ROWS = 256;
  private static final double FIRST = 0.001;

  private NetsCompared() {}

  /** Measures and prints. */
  public static void main(String[] arguments) {
    DatasetRows rows = new DatasetRows(DatasetFolder.open(arguments[0]));
    List<double[]> losses = new ArrayList<>();
    NoiseSchedule schedule = NeuralModel.read(arguments[1]).schedule();
    for (int i = 1; i < arguments.length; i++) {
      NeuralModel model = NeuralModel.read(arguments[i]);
      if (!model.schedule().parameters().equals(schedule.parameters())) {
        throw new IllegalArgumentException(arguments[i] + " is of another diffusion");
      }
      losses.add(losses(model.timeModel(arguments[i]), schedule, rows, arguments[i]));
    }
    for (int i = 0; i < losses.size(); i++) {
      double[] difference = losses.get(i).clone();
      for (int r = 0; r < difference.length; r++) {
        difference[r] -= losses.get(0)[r];
      }
      print(
          "%s: %.5f, less the first %.5f(%.5f)",
          arguments[i + 1], mean(losses.get(i)), mean(difference), error(difference));
    }
  }

  /** The loss of every held-out row, averaged over times. */
  private static double[] losses(
      TimeModel model, NoiseSchedule schedule, DatasetRows rows, String name) {
    int volume = rows.volume();
    double[] clean = held(rows);
    int count = clean.length / volume;
    double[] losses = new double[count];
    double[] byTime = new double[TIMES];
    long nanos = 0;
    double[] phi = new double[volume * BATCH];
    double[] noise = new double[volume * BATCH];
    double[] score = new double[volume * BATCH];
    for (int k = 0; k < TIMES; k++) {
      double t = FIRST + (1 - FIRST) * (k + 0.5) / TIMES;
      double alpha = schedule.alpha(t);
      double sigma = schedule.sigma(t);
      for (int from = 0; from + BATCH <= count; from += BATCH) {
        RandomStream random = Streams.of(3, "held out", k, from);
        random.gaussians(noise, 0, 1, noise.length);
        for (int b = 0; b < BATCH; b++) {
          for (int x = 0; x < volume; x++) {
            int at = x * BATCH + b;
            phi[at] = alpha * clean[(from + b) * volume + x] + sigma * noise[at];
          }
        }
        long start = System.nanoTime();
        model.score().evaluate(phi, BATCH, t, score, null);
        nanos += System.nanoTime() - start;
        for (int b = 0; b < BATCH; b++) {
          double sum = 0;
          for (int x = 0; x < volume; x++) {
            double off = sigma * score[x * BATCH + b] + noise[x * BATCH + b];
            sum += off * off / volume;
          }
          losses[from + b] += sum / TIMES;
          byTime[k] += sum / (count / BATCH * BATCH);
        }
      }
    }
    print(
        "%s: %.1f us an evaluation; loss at t = %.3f, ...: %s",
        name,
        1e-3 * nanos / (TIMES * (count / BATCH * (double) BATCH)),
        FIRST + (1 - FIRST) * 0.5 / TIMES,
        Arrays.toString(
            Arrays.stream(byTime).mapToObj(x -> String.format(Locale.ROOT, "%.4f", x)).toArray()));
    return Arrays.copyOf(losses, count / BATCH * BATCH);
  }

  private static double[] held(DatasetRows rows) {
    int volume = rows.volume();
    double[] clean = new double[ROWS * volume];
    int count = 0;
    for (int shard = 0; shard < rows.shards() && count < ROWS; shard++) {
      float[] held = rows.read(shard).validation();
      for (int i = 0; i < held.length / volume && count < ROWS; i++) {
        rows.copy(held, i, clean, count++);
      }
    }
    return Arrays.copyOf(clean, count * volume);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double error(double[] values) {
    double mean = mean(values);
    double sum = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(sum / (values.length - 1.0) / values.length);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
