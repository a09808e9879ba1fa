package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.exact.NoisedLaw;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.core.score.WrappedNormal;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mixed target has the score as its mean and the noise that it is said to have. */
class MixedTargetTest {
  private static final VariancePreserving VP = new VariancePreserving(20);

  /** Rows whose Fourier modes are all of modulus 1 times the root of c: a delta at each site. */
  private static ToyRows deltas(int volume, double c) {
    float[] rows = new float[volume * volume];
    for (int x = 0; x < volume; x++) {
      rows[x * volume + x] = (float) Math.sqrt(volume * c);
    }
    return new ToyRows(
        volume, new TrainingRows.Shard[] {new TrainingRows.Shard(volume, rows, new float[0])});
  }

  static Stream<Arguments> gaussianTheories() {
    return Stream.of(
        Arguments.of(Lattice.of(1), 0.5),
        Arguments.of(Lattice.of(6), 0.5),
        Arguments.of(Lattice.of(4, 6), 0.5),
        Arguments.of(Lattice.of(2, 3, 4), 0.5));
  }

  /** Where F_k is 1 / C_k, the target of S = sum x^2 is the score -x_t / (alpha^2 C + sigma^2). */
  @ParameterizedTest
  @MethodSource("gaussianTheories")
  void hasNoNoiseInAGaussianTheory(Lattice lattice, double c) {
    Action action = Phi4.of(lattice, 0, 0);
    int volume = lattice.volume();
    MixedTarget mixed = new MixedTarget(action, deltas(volume, c));
    assertEquals(1 / c, mixed.information(), 1e-6 / c);
    double[] clean = new double[2 * volume];
    double[] z = new double[2 * volume];
    Streams.of(4, "clean", 0, 0).gaussians(clean, 0, 1, clean.length);
    Streams.of(4, "z", 0, 0).gaussians(z, 0, 1, z.length);
    double[] forces = mixed.forces(clean, 2);
    for (double t : new double[] {0.01, 0.3, 1}) {
      double alpha = VP.alpha(t);
      double sigma = VP.sigma(t);
      double[] target = new double[2 * volume];
      for (int x = 0; x < target.length; x++) {
        target[x] = -z[x] / sigma;
      }
      for (int b = 0; b < 2; b++) {
        mixed.mix(target, forces, b * volume, alpha, 1 / (sigma * sigma));
      }
      for (int x = 0; x < target.length; x++) {
        double score = -(alpha * clean[x] + sigma * z[x]) / (alpha * alpha * c + sigma * sigma);
        assertEquals(score, target[x], 1e-5 * (1 + Math.abs(score)));
      }
    }
  }

  /**
   * Of a double well, mean over x_0 and z. For any function f, E f(x_t) y is E f(x_t) s with the
   * exact s, here by quadrature: within 4.5 standard errors (false alarm 7e-6 each of 8). And E y^2
   * is 1 / (sigma^2 + alpha^2 / F) to 3 per cent, at small t far less than 1 / sigma^2.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.05, 0.1, 0.3})
  void hasTheScoreAsItsMean(double t) {
    Action action = SitePolynomial.quartic(Lattice.of(1), -4, 1);
    SiteLaw law = SiteLaw.of(action);
    int n = 20_000;
    RandomStream random = Streams.of(6, "wells", 0, 0);
    double[] clean = new double[n];
    float[] rows = new float[n];
    for (int i = 0; i < n; i++) {
      clean[i] = law.quantile(random.nextDouble());
      rows[i] = (float) clean[i];
    }
    MixedTarget mixed =
        new MixedTarget(
            action,
            new ToyRows(
                1, new TrainingRows.Shard[] {new TrainingRows.Shard(1, rows, new float[0])}));
    assertEquals(14.0241, mixed.information(), 0.6); // E S'' = 12 <x^2> - 8
    double alpha = VP.alpha(t);
    double sigma = VP.sigma(t);
    NoisedLaw noised = NoisedLaw.of(law, VP, t);
    double[] forces = mixed.forces(clean, n);
    double[] target = new double[n];
    double[] field = new double[n];
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double z = random.nextGaussian();
      field[i] = alpha * clean[i] + sigma * z;
      target[i] = -z / sigma;
      mixed.mix(target, forces, i, alpha, 1 / (sigma * sigma));
      squares += target[i] * target[i] / n;
    }
    double least = 1 / (sigma * sigma + alpha * alpha / mixed.information());
    assertEquals(least, squares, 0.03 * least);
    DoubleUnaryOperator[] functions = {Math::tanh, x -> x * x * x};
    for (DoubleUnaryOperator f : functions) {
      double sum = 0;
      double sum2 = 0;
      for (int i = 0; i < n; i++) {
        double off = f.applyAsDouble(field[i]) * (target[i] - noised.score(field[i]));
        sum += off / n;
        sum2 += off * off / n;
      }
      assertEquals(0, sum, 4.5 * Math.sqrt(sum2 / n));
    }
  }

  /** The Fisher information of the wound normal law, by a finer sum, and its limit of 1 / v. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.0999, 0.1, 0.5, 2, 9})
  void informationOfTheWoundNoise(double v) {
    WrappedNormal law = new WrappedNormal(v);
    int points = 4000;
    double sum = 0;
    for (int i = 0; i < points; i++) {
      double x = 2 * Math.PI * i / points;
      sum += Math.pow(law.score(x), 2) * Math.exp(law.logDensity(x)) * 2 * Math.PI / points;
    }
    assertEquals(sum, law.information(), 1e-9 * sum + 1e-14);
    assertTrue(law.information() <= 1 / v);
  }

  private static TrainingSettings settings(TrainingSettings.Loss loss) {
    return new TrainingSettings(
        loss,
        loss == TrainingSettings.Loss.MIXED
            ? TrainingSettings.Weight.NETWORK
            : TrainingSettings.Weight.NOISE,
        Conditioning.Kind.PRECONDITIONED,
        12,
        250,
        5e-3,
        TrainingSettings.Decay.COSINE,
        0.99,
        1000,
        0.01);
  }

  /** After the same few seconds of training the score at t = 0.01 has less than half the error. */
  @Test
  void learnsTheScoreAtSmallTimesSooner() {
    double mixed = error(TrainingSettings.Loss.MIXED);
    double denoising = error(TrainingSettings.Loss.DENOISING);
    assertTrue(mixed < 0.5 * denoising, mixed + " and " + denoising);
  }

  private static double error(TrainingSettings.Loss loss) {
    Action action = SitePolynomial.quartic(Lattice.of(1), -4, 1);
    SiteLaw law = SiteLaw.of(action);
    ToyRows rows = ToyRows.of(1, 1, 10_000, random -> law.quantile(random.nextDouble()));
    MixedTarget target = loss == TrainingSettings.Loss.MIXED ? new MixedTarget(action, rows) : null;
    double information = target == null ? Double.POSITIVE_INFINITY : target.information();
    Conditioning conditioning =
        Conditioning.of(Conditioning.Kind.PRECONDITIONED, VP, 1.8353, information, 0, 0);
    Mlp network = new Mlp(1, List.of(32, 32), Mlp.Activation.SWISH);
    ScoreTrainer trainer =
        new ScoreTrainer(
            network, conditioning, settings(loss), rows, target, 3, "train/mixed", done -> {});
    ScoreTrainer.State state = trainer.start();
    trainer.run(state, () -> {});
    return ScoreErrors.relative(
        new TorchScriptScore(
            FieldLayout.scalar(Lattice.of(1)),
            TorchScript.export(network, conditioning, state.adam().average),
            "test",
            512,
            0.01,
            1),
        NoisedLaw.of(law, VP, 0.01),
        0.01);
  }

  /** Without an action there is nothing to take the gradient of: refused before anything runs. */
  @Test
  void needsAnAction() {
    DatasetInfo info =
        DatasetInfo.of(
            DatasetKind.TRAINING, "data", "prepare", "0", FieldLayout.scalar(Lattice.of(1)));
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new NetworkTraining(
                        new Mlp.Layers(List.of(4), Mlp.Activation.TANH),
                        settings(TrainingSettings.Loss.MIXED))
                    .requireSuited(info, VP));
    assertTrue(error.getMessage().contains("denoising"), error.getMessage());
  }
}
