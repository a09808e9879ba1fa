package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.CosineSchedule;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The network against its own derivative, and against the TorchScript that it exports. */
class MlpTest {
  private static final int BATCH = 20;

  private static FieldLayout real(int volume) {
    return FieldLayout.scalar(Lattice.of(volume));
  }

  @Test
  void networkOfFukushimaAndKamataHasItsNumberOfParameters() {
    assertEquals(33_537, new Mlp(1, List.of(128, 128, 128), Mlp.Activation.SWISH).size());
  }

  /** [cos x, sin x, t] for V angles: 2V + 1 inputs, V outputs. */
  @Test
  void networkOfAnglesSeesCosinesAndSines() {
    Mlp network = new Mlp(8, true, List.of(10), Mlp.Activation.TANH);
    assertEquals((17 + 1) * 10 + (10 + 1) * 8, network.size());
    assertEquals(true, network.architecture().get("periodic"));
  }

  @Test
  void refusesEmptyLayers() {
    assertThrows(IllegalArgumentException.class, () -> new Mlp(1, List.of(), Mlp.Activation.SWISH));
    assertThrows(
        IllegalArgumentException.class, () -> new Mlp(1, List.of(3, 0), Mlp.Activation.SWISH));
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of(
            real(1),
            Mlp.Activation.SWISH,
            new VariancePreserving(20),
            Conditioning.Kind.PRECONDITIONED),
        Arguments.of(
            real(3), Mlp.Activation.TANH, new VarianceExploding(25), Conditioning.Kind.NOISE),
        Arguments.of(
            real(4), Mlp.Activation.SWISH, new CosineSchedule(), Conditioning.Kind.PRECONDITIONED),
        Arguments.of(
            real(2),
            Mlp.Activation.SWISH,
            new VarianceExploding(5),
            Conditioning.Kind.PRECONDITIONED),
        Arguments.of(
            FieldLayout.real(Lattice.of(2, 3), 2),
            Mlp.Activation.SWISH,
            new VariancePreserving(20),
            Conditioning.Kind.PRECONDITIONED),
        Arguments.of(
            FieldLayout.siteAngles(Lattice.of(3)),
            Mlp.Activation.TANH,
            new VarianceExploding(25),
            Conditioning.Kind.NOISE),
        Arguments.of(
            FieldLayout.linkAngles(Lattice.of(2, 2)),
            Mlp.Activation.SWISH,
            new VarianceExploding(25),
            Conditioning.Kind.PLAIN),
        Arguments.of(real(2), Mlp.Activation.SWISH, new CosineSchedule(), Conditioning.Kind.NOISE),
        Arguments.of(
            real(1), Mlp.Activation.TANH, new VariancePreserving(7), Conditioning.Kind.PLAIN));
  }

  /**
   * Forward mode in training and PyTorch's backward mode on the exported script are independent
   * ways to the score and its divergence. Single precision: equal to about 1e-6 of their size.
   */
  @ParameterizedTest
  @MethodSource("networks")
  void exportedScriptGivesTheScoreOfTheTrainingAndItsDivergence(
      FieldLayout layout,
      Mlp.Activation activation,
      NoiseSchedule schedule,
      Conditioning.Kind kind) {
    int volume = layout.size();
    Mlp network = new Mlp(volume, layout.isAngle(), List.of(24, 16), activation);
    Conditioning conditioning =
        new Conditioning(kind, schedule, layout.isAngle() ? Double.NaN : 1.7);
    float[] parameters = NetworkTensors.initial(network, Streams.of(3, "mlp test", 0, 0));
    TorchScriptScore score =
        new TorchScriptScore(
            layout,
            TorchScript.export(network, conditioning, parameters),
            "test",
            8,
            0.01,
            schedule.lastTime());
    RandomStream random = Streams.of(3, "mlp test", 1, 0);
    double[] phi = new double[volume * BATCH];
    random.gaussians(phi, 0, 1, phi.length);
    for (int i = 0; i < phi.length; i++) {
      phi[i] = (float) phi[i];
    }
    double[] value = new double[phi.length];
    double[] divergence = new double[BATCH];
    for (double t : new double[] {0.0625, 0.5, 0.9375}) { // exact in single precision
      score.evaluate(phi, BATCH, t, value, divergence);
      double[][] expected = ofTraining(network, conditioning, parameters, phi, t);
      double size = Math.abs(conditioning.skip(t)) + Math.abs(conditioning.out(t));
      assertArrayEquals(expected[0], value, 1e-5 * size);
      assertArrayEquals(expected[1], divergence, 1e-5 * volume * size);
      if (layout.isAngle()) {
        double[] turned = phi.clone();
        for (int i = 0; i < turned.length; i += 2) {
          turned[i] -= 2 * Math.PI;
        }
        double[] again = new double[phi.length];
        score.evaluate(turned, BATCH, t, again, null);
        assertArrayEquals(value, again, 1e-5 * size);
      }
    }
  }

  private static double[][] ofTraining(
      Mlp network, Conditioning conditioning, float[] parameters, double[] phi, double t) {
    int volume = network.volume();
    float[] fields = new float[phi.length];
    float[] features = new float[BATCH];
    for (int b = 0; b < BATCH; b++) {
      features[b] = (float) conditioning.feature(t);
      for (int x = 0; x < volume; x++) {
        fields[b * volume + x] = (float) (conditioning.in(t) * phi[x * BATCH + b]);
      }
    }
    float[] output = new float[phi.length];
    float[] slope = new float[BATCH];
    Torch.withoutGradients(
        () -> {
          NetworkTensors tensors = new NetworkTensors(network);
          tensors.fill(parameters);
          Tensor[] both =
              tensors
                  .network()
                  .forwardAndDivergence(
                      Torch.tensor(fields, BATCH, volume),
                      Torch.tensor(features, BATCH, 1),
                      Streams.of(3, "mlp test", 2, 0));
          Torch.copy(both[0], output, 0);
          Torch.copy(both[1], slope, 0);
          return both;
        });
    double[] score = new double[phi.length];
    double[] divergence = new double[BATCH];
    for (int b = 0; b < BATCH; b++) {
      for (int x = 0; x < volume; x++) {
        score[x * BATCH + b] =
            conditioning.skip(t) * phi[x * BATCH + b]
                + conditioning.out(t) * output[b * volume + x];
      }
      divergence[b] =
          volume * conditioning.skip(t) + conditioning.out(t) * conditioning.in(t) * slope[b];
    }
    return new double[][] {score, divergence};
  }
}
