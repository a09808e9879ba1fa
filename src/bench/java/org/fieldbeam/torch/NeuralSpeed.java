package org.fieldbeam.torch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.schedule.VariancePreserving;

/**
 * Least processor times of the network of Fukushima and Kamata on one core: evaluation per sample,
 * without and with divergence, and a step of training beside Python's PyTorch, which runs in turn
 * with ours. The argument is the Python to use; {@code /usr/bin/python3} without one.
 */
public final class NeuralSpeed {
  private static final int[] BATCHES = {32, 500, 2000};
  private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();
  private static final int EVALUATED = 1 << 16;

  private NeuralSpeed() {}

  private static final Mlp NETWORK = new Mlp(1, List.of(128, 128, 128), Mlp.Activation.SWISH);
  private static final Conditioning CONDITIONING =
      new Conditioning(Conditioning.Kind.PRECONDITIONED, new VariancePreserving(20), 1.835);

  /** Measures and prints. */
  public static void main(String[] arguments) throws IOException {
    evaluation();
    String python = arguments.length > 0 ? arguments[0] : "/usr/bin/python3";
    Map<Integer, Double> ours = new LinkedHashMap<>();
    Map<Integer, Double> theirs = new LinkedHashMap<>();
    for (int round = 0; round < 2; round++) { // in turn: the machine may be busy for a while
      for (int batch : BATCHES) {
        ours.merge(batch, trainingStep(batch), Math::min);
      }
      python(python, theirs);
    }
    for (int batch : BATCHES) {
      print(
          "training step, batch %5d: %8.1f us, Python %8.1f us, ratio %.2f",
          batch, ours.get(batch), theirs.get(batch), ours.get(batch) / theirs.get(batch));
    }
  }

  private static void evaluation() {
    float[] parameters = NetworkTensors.initial(NETWORK, Streams.of(1, "speed", 0, 0));
    TimeScore score =
        new TorchScriptScore(
            FieldLayout.scalar(Lattice.of(1)),
            TorchScript.export(NETWORK, CONDITIONING, parameters),
            "speed",
            NetworkTraining.EVALUATION_BATCH,
            0.01,
            1);
    double[] phi = new double[EVALUATED];
    Streams.of(1, "speed", 1, 0).gaussians(phi, 0, 1, EVALUATED);
    double[] value = new double[EVALUATED];
    double[] slope = new double[EVALUATED];
    for (double[] divergence : new double[][] {null, slope}) {
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < 60; round++) {
        long start = TIME.getCurrentThreadCpuTime();
        score.evaluate(phi, EVALUATED, 0.3, value, divergence);
        best = Math.min(best, 1e-3 * (TIME.getCurrentThreadCpuTime() - start) / EVALUATED);
      }
      print(
          "evaluation %s: %.3f us per sample",
          divergence == null ? "of the score" : "with divergence", best);
    }
  }

  /** Microseconds of a step, noise, optimizer and moving average included. */
  private static double trainingStep(int batch) {
    int steps = 100;
    float[] data = new float[steps * batch];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) Streams.of(1, "data", i, 0).nextGaussian();
    }
    TrainingRows rows =
        new TrainingRows() {
          @Override
          public int volume() {
            return 1;
          }

          @Override
          public int shards() {
            return 1;
          }

          @Override
          public Shard read(int shard) {
            return new Shard(1, data, new float[0]);
          }

          @Override
          public long rows() {
            return data.length;
          }

          @Override
          public double mean() {
            return 0;
          }

          @Override
          public double scale() {
            return 1;
          }
        };
    TrainingSettings settings =
        new TrainingSettings(
            TrainingSettings.Loss.DENOISING,
            TrainingSettings.Weight.NOISE,
            CONDITIONING.kind(),
            6,
            batch,
            1e-3,
            TrainingSettings.Decay.NONE,
            0.999,
            1000,
            0.01);
    double[] best = {Double.POSITIVE_INFINITY};
    long[] start = {TIME.getCurrentThreadCpuTime()};
    ScoreTrainer trainer =
        new ScoreTrainer(NETWORK, CONDITIONING, settings, rows, null, 1, "speed", done -> {});
    trainer.run(
        trainer.start(),
        () -> {
          best[0] = Math.min(best[0], 1e-3 * (TIME.getCurrentThreadCpuTime() - start[0]) / steps);
          start[0] = TIME.getCurrentThreadCpuTime();
        });
    return best[0];
  }

  private static void python(String python, Map<Integer, Double> least) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of(python, "src/bench/python/mlp.py"));
    for (int batch : BATCHES) {
      command.add(Integer.toString(batch));
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1"));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(builder.start().getInputStream(), StandardCharsets.UTF_8))) {
      print("Python's PyTorch %s", lines.readLine());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", 2);
        least.merge(Integer.valueOf(words[0]), Double.valueOf(words[1]), Math::min);
      }
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
