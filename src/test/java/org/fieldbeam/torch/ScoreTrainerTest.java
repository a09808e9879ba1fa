package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.score.WrappedNormal;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training against an exact score, and what it must not depend on. */
class ScoreTrainerTest {
  private static final VariancePreserving SCHEDULE = new VariancePreserving(20);
  private static final VarianceExploding CIRCLE = new VarianceExploding(25);
  private static final double WIDTH2 = 0.25;

  @TempDir Path folder;

  /** One half of N(-1, 1/4), one half of N(1, 1/4): its noised score has a closed form. */
  private static double mixture(RandomStream random) {
    double centre = random.nextDouble() < 0.5 ? -1 : 1;
    return centre + Math.sqrt(WIDTH2) * random.nextGaussian();
  }

  private static double exactScore(double x, double t) {
    double alpha = SCHEDULE.alpha(t);
    double variance = SCHEDULE.variance(t) + alpha * alpha * WIDTH2;
    return (-x + alpha * Math.tanh(alpha * x / variance)) / variance;
  }

  private static TrainingSettings settings(TrainingSettings.Loss loss, int epochs, double rate) {
    return new TrainingSettings(
        loss,
        TrainingSettings.Weight.NOISE,
        Conditioning.Kind.PRECONDITIONED,
        epochs,
        250,
        rate,
        TrainingSettings.Decay.COSINE,
        0.99,
        1000,
        0.01);
  }

  private static ScoreTrainer trainer(TrainingSettings settings, TrainingRows rows, int units) {
    return new ScoreTrainer(
        new Mlp(rows.volume(), List.of(units, units), Mlp.Activation.SWISH),
        conditioning(),
        settings,
        rows,
        null,
        23,
        "train/test",
        done -> {});
  }

  private static Conditioning conditioning() {
    return new Conditioning(Conditioning.Kind.PRECONDITIONED, SCHEDULE, 1 + WIDTH2);
  }

  /**
   * Both losses lead to the exact score: its error, averaged over the noised density, falls in a
   * training of a second to less than two fifths of that of the Gaussian that an untrained net is
   * near to.
   */
  @ParameterizedTest
  @EnumSource(names = {"DENOISING", "IMPLICIT"})
  void learnsTheScoreOfAMixture(TrainingSettings.Loss loss) {
    ToyRows rows = ToyRows.of(1, 2, 10_000, ScoreTrainerTest::mixture);
    ScoreTrainer trainer = trainer(settings(loss, 10, 2e-2), rows, 48);
    ScoreTrainer.State state = trainer.start();
    double[] times = {0.1, 0.2};
    double[] before = Arrays.stream(times).map(t -> error(state, t)).toArray();
    trainer.run(state, () -> {});
    for (int i = 0; i < times.length; i++) {
      double after = error(state, times[i]);
      assertTrue(after < 0.4 * before[i], loss + ": " + before[i] + " to " + after);
    }
    assertEquals(10, state.training().size());
    assertEquals(10, state.validation().size());
    assertTrue(state.validation().get(9) < state.validation().get(0));
  }

  private static double error(ScoreTrainer.State state, double t) {
    Mlp network = new Mlp(1, List.of(48, 48), Mlp.Activation.SWISH);
    TorchScriptScore score =
        new TorchScriptScore(
            FieldLayout.scalar(Lattice.of(1)),
            TorchScript.export(network, conditioning(), state.adam().average),
            "test",
            512,
            0.01,
            1);
    double alpha = SCHEDULE.alpha(t);
    double variance = SCHEDULE.variance(t) + alpha * alpha * WIDTH2;
    int points = 601;
    double[] x = new double[points];
    double[] value = new double[points];
    for (int i = 0; i < points; i++) {
      x[i] = -3 + 6.0 * i / (points - 1);
    }
    score.evaluate(x, points, t, value, null);
    double sum = 0;
    double size = 0;
    for (int i = 0; i < points; i++) {
      double density =
          Math.exp(-Math.pow(x[i] - alpha, 2) / (2 * variance))
              + Math.exp(-Math.pow(x[i] + alpha, 2) / (2 * variance));
      double exact = exactScore(x[i], t);
      sum += density * Math.pow(value[i] - exact, 2);
      size += density * exact * exact;
    }
    return Math.sqrt(sum / size);
  }

  @Test
  void trainingThatGoesOnFromACheckpointEndsWithTheSameBits() {
    ToyRows rows = ToyRows.of(2, 3, 1100, RandomStream::nextGaussian);
    TrainingSettings settings = settings(TrainingSettings.Loss.DENOISING, 4, 1e-3);
    ScoreTrainer.State whole = trainer(settings, rows, 16).start();
    Checkpoint checkpoint = new Checkpoint(folder.toString(), "this training");
    trainer(settings, rows, 16)
        .run(
            whole,
            () -> {
              if (whole.epochs() == 2) {
                checkpoint.write(whole);
              }
            });

    ScoreTrainer later = trainer(settings, rows, 16);
    ScoreTrainer.State resumed = checkpoint.read(later.start()).orElseThrow();
    assertEquals(2, resumed.epochs());
    later.run(resumed, () -> {});

    assertArrayEquals(whole.adam().average, resumed.adam().average);
    assertArrayEquals(whole.adam().values, resumed.adam().values);
    assertEquals(whole.training(), resumed.training());
    assertEquals(whole.validation(), resumed.validation());
    assertNotEquals(whole.validation().get(2), whole.validation().get(3));
  }

  @Test
  void checkpointOfAnotherTrainingIsNotTakenOver() {
    ToyRows rows = ToyRows.of(1, 1, 300, RandomStream::nextGaussian);
    ScoreTrainer trainer = trainer(settings(TrainingSettings.Loss.DENOISING, 1, 1e-3), rows, 4);
    new Checkpoint(folder.toString(), "one").write(trainer.start());
    assertTrue(new Checkpoint(folder.toString(), "other").read(trainer.start()).isEmpty());
  }

  @Test
  void damagedCheckpointIsAnError() throws Exception {
    ToyRows rows = ToyRows.of(1, 1, 300, RandomStream::nextGaussian);
    ScoreTrainer trainer = trainer(settings(TrainingSettings.Loss.DENOISING, 1, 1e-3), rows, 4);
    Checkpoint checkpoint = new Checkpoint(folder.toString(), "one");
    checkpoint.write(trainer.start());
    Path file = folder.resolve("checkpoint.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    UserException error = assertThrows(UserException.class, () -> checkpoint.read(trainer.start()));
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
  }

  @Test
  void divergenceIsAnErrorThatNamesTheStep() {
    float[] values = new float[1000];
    RandomStream random = Streams.of(1, "runaway", 0, 0);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    values[700] = 3e30f;
    ToyRows rows =
        new ToyRows(1, new TrainingRows.Shard[] {new TrainingRows.Shard(1, values, new float[0])});
    ScoreTrainer trainer = trainer(settings(TrainingSettings.Loss.DENOISING, 3, 1e-3), rows, 8);
    UserException error =
        assertThrows(UserException.class, () -> trainer.run(trainer.start(), () -> {}));
    assertTrue(error.getMessage().contains("epoch 1 of 3"), error.getMessage());
    assertTrue(error.getMessage().contains("learningRate"), error.getMessage());
  }

  /**
   * The two losses differ by {@code E w |z / sigma|^2}, which is 1 for w = sigma^2, whatever the
   * network. Each batch gives a difference; their mean is 1 within 5 standard errors (false alarm
   * below 1e-5 at 63 degrees of freedom).
   */
  @Test
  void implicitLossIsTheDenoisingLossLessAConstant() {
    int batch = 500;
    int batches = 64;
    Mlp network = new Mlp(2, List.of(16), Mlp.Activation.TANH);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < batches; i++) {
      double[] clean = new double[2 * batch];
      Streams.of(5, "clean", i, 0).gaussians(clean, 0, 1, clean.length);
      double difference =
          loss(network, TrainingSettings.Loss.DENOISING, clean, batch, i)
              - loss(network, TrainingSettings.Loss.IMPLICIT, clean, batch, i);
      sum += difference;
      squares += difference * difference;
    }
    double mean = sum / batches;
    double error = Math.sqrt((squares / batches - mean * mean) / (batches - 1));
    assertEquals(1, mean, 5 * error);
    assertTrue(error < 0.05, "the test sees something");
  }

  /**
   * Of angles they differ by {@code E w s^2}, s the score of the wrapped normal law of the noise: w
   * = sigma^2 times its Fisher information, here by quadrature, averaged over the times. 5 standard
   * errors, as above; {@code -z / sigma} in place of s would give 1.
   */
  @Test
  void implicitLossOfAnglesLacksTheFisherInformationOfTheNoise() {
    int batch = 500;
    int batches = 64;
    double expected = 0;
    int times = 1000;
    for (int k = 0; k < times; k++) {
      double v = CIRCLE.variance(0.01 + 0.99 * k / (times - 1));
      WrappedNormal law = new WrappedNormal(v);
      int points = 512;
      for (int i = 0; i < points; i++) {
        double x = -Math.PI + 2 * Math.PI * i / points;
        double s = law.score(x);
        expected += v * s * s * Math.exp(law.logDensity(x)) * 2 * Math.PI / points / times;
      }
    }
    assertTrue(expected < 0.6, "much less than 1: " + expected);
    Mlp network = new Mlp(2, true, List.of(16), Mlp.Activation.TANH);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < batches; i++) {
      double[] clean = new double[2 * batch];
      Streams.of(5, "clean", i, 0).gaussians(clean, 0, 1, clean.length);
      double difference =
          loss(network, TrainingSettings.Loss.DENOISING, clean, batch, i)
              - loss(network, TrainingSettings.Loss.IMPLICIT, clean, batch, i);
      sum += difference;
      squares += difference * difference;
    }
    double mean = sum / batches;
    double error = Math.sqrt((squares / batches - mean * mean) / (batches - 1));
    assertEquals(expected, mean, 5 * error);
    assertTrue(error < 0.05, "the test sees something");
  }

  /**
   * Both losses lead to the exact score of wrapped normal angles about a centre near the cut: its
   * error falls to less than two fifths of the score itself, which is that of a net that gives 0.
   */
  @ParameterizedTest
  @EnumSource(names = {"DENOISING", "IMPLICIT"})
  void learnsTheScoreOfAngles(TrainingSettings.Loss loss) {
    double centre = 2.9;
    double c = 0.3;
    ToyRows rows =
        ToyRows.of(
            1, 2, 10_000, random -> Angles.wrap(centre + Math.sqrt(c) * random.nextGaussian()));
    Mlp network = new Mlp(1, true, List.of(32, 32), Mlp.Activation.SWISH);
    Conditioning conditioning = new Conditioning(Conditioning.Kind.NOISE, CIRCLE, Double.NaN);
    ScoreTrainer trainer =
        new ScoreTrainer(
            network,
            conditioning,
            settings(loss, 10, 2e-2),
            rows,
            null,
            23,
            "train/test",
            done -> {});
    ScoreTrainer.State state = trainer.start();
    trainer.run(state, () -> {});
    TorchScriptScore score =
        new TorchScriptScore(
            FieldLayout.siteAngles(Lattice.of(1)),
            TorchScript.export(network, conditioning, state.adam().average),
            "test",
            512,
            0.01,
            1);
    score.requireUsable();
    for (double t : new double[] {0.1, 0.3}) {
      WrappedNormal law = new WrappedNormal(c + CIRCLE.variance(t));
      int points = 400;
      double[] x = new double[points];
      double[] value = new double[points];
      for (int i = 0; i < points; i++) {
        x[i] = -Math.PI + 2 * Math.PI * i / points;
      }
      score.evaluate(x, points, t, value, null);
      double off = 0;
      double size = 0;
      for (int i = 0; i < points; i++) {
        double density = Math.exp(law.logDensity(x[i] - centre));
        double exact = law.score(x[i] - centre);
        off += density * Math.pow(value[i] - exact, 2);
        size += density * exact * exact;
      }
      assertTrue(Math.sqrt(off / size) < 0.4, loss + " at " + t + ": " + Math.sqrt(off / size));
    }
  }

  private static double loss(
      Mlp network, TrainingSettings.Loss kind, double[] clean, int batch, int index) {
    Conditioning conditioning =
        network.periodic()
            ? new Conditioning(Conditioning.Kind.NOISE, CIRCLE, Double.NaN)
            : conditioning();
    ScoreLoss loss = new ScoreLoss(network, conditioning, settings(kind, 1, 1e-3), null);
    return Torch.withoutGradients(
        () -> {
          NetworkTensors tensors = new NetworkTensors(network);
          tensors.fill(NetworkTensors.initial(network, Streams.of(5, "initial", 0, 0)));
          return loss.of(tensors, clean, batch, Streams.of(5, "noise", index, 0)).item_double();
        });
  }
}
