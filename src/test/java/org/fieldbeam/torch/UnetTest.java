package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.CosineSchedule;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The network of Wang, Aarts and Zhou: what it is made of, and the laws that hold for it. */
class UnetTest {
  private static final NoiseSchedule VE = new VarianceExploding(25);

  private static FieldLayout layout(int... extents) {
    return FieldLayout.scalar(Lattice.of(extents));
  }

  private static ScoreNetwork network(Unet.Padding padding, int... extents) {
    return Unet.of(Lattice.of(extents), padding, Streams.of(7, "unet", 0, 0));
  }

  private static TorchScriptScore score(
      ScoreNetwork network, Conditioning conditioning, FieldLayout layout, float[] parameters) {
    return new TorchScriptScore(
        layout,
        TorchScript.export(network, conditioning, parameters),
        "test",
        4,
        1e-4,
        conditioning.schedule().lastTime());
  }

  private static float[] initial(ScoreNetwork network) {
    return NetworkTensors.initial(network, Streams.of(7, "unet", 1, 0));
  }

  private static double[] gaussians(int n) {
    double[] values = new double[n];
    Streams.of(7, "unet", 2, 0).gaussians(values, 0, 1, n);
    return values;
  }

  /** Weights of a convolution go as 3^d: 1,115,297 parameters as published in two dimensions. */
  @ParameterizedTest
  @CsvSource({"1, 537185", "2, 1115297", "3, 2849633"})
  void hasThePublishedNumberOfParameters(int dimension, int expected) {
    int[] extents = new int[dimension];
    Arrays.fill(extents, 4);
    assertEquals(expected, network(Unet.Padding.ZERO, extents).size());
    assertEquals(expected, network(Unet.Padding.PERIODIC, extents).size());
    assertTrue(expected <= new Unet.Padded(Unet.Padding.ZERO).size(64).parameters());
  }

  static Stream<Arguments> fieldsOfOtherKinds() {
    Lattice square = Lattice.of(4, 4);
    return Stream.of(
        Arguments.of(FieldLayout.real(square, 2)),
        Arguments.of(FieldLayout.siteAngles(square)),
        Arguments.of(FieldLayout.linkAngles(square)),
        Arguments.of(layout(2, 2, 2, 2)));
  }

  @ParameterizedTest
  @MethodSource("fieldsOfOtherKinds")
  void refusesFieldsOfOtherKinds(FieldLayout layout) {
    NetworkTraining training = new NetworkTraining(new Unet.Padded(Unet.Padding.ZERO), settings(1));
    assertThrows(
        IllegalArgumentException.class, () -> training.settings(layout, Optional.empty(), VE));
  }

  @Test
  void rangeIsForSchedulesThatHaveUnits() {
    NetworkTraining training =
        new NetworkTraining(
            new Unet.Padded(Unet.Padding.ZERO), settings(1, Conditioning.Kind.RANGE));
    training.settings(layout(4, 4), Optional.empty(), VE);
    assertThrows(
        IllegalArgumentException.class,
        () -> training.settings(layout(4, 4), Optional.empty(), new VariancePreserving(20)));
    // left out, it is one that suits the schedule
    new NetworkTraining(new Unet.Padded(Unet.Padding.ZERO), settings(1))
        .settings(layout(4, 4), Optional.empty(), new CosineSchedule());
  }

  /**
   * With periodic padding the score moves with the field, to the rounding of single precision; with
   * zeros beyond the edge it does not. On lattices of each dimension and with extents down to 2.
   */
  @ParameterizedTest
  @CsvSource({"5, 1, 1", "4, 6, 1", "2, 2, 1", "2, 3, 4"})
  void movesWithTheFieldIfItIsPeriodic(int a, int b, int c) {
    int[] extents = b == 1 ? new int[] {a} : c == 1 ? new int[] {a, b} : new int[] {a, b, c};
    FieldLayout layout = layout(extents);
    Lattice lattice = layout.lattice();
    double[] phi = gaussians(layout.size());
    int[] moved = new int[layout.size()]; // to the next site along every axis
    for (int x = 0; x < moved.length; x++) {
      int y = x;
      for (int axis = 0; axis < extents.length; axis++) {
        y = lattice.forward(y, axis);
      }
      moved[x] = y;
    }
    double[] shifted = new double[phi.length];
    for (int x = 0; x < moved.length; x++) {
      shifted[moved[x]] = phi[x];
    }
    for (Unet.Padding padding : Unet.Padding.values()) {
      ScoreNetwork network = network(padding, extents);
      TorchScriptScore score =
          score(
              network, new Conditioning(Conditioning.Kind.NOISE, VE, 1), layout, initial(network));
      double[] value = new double[phi.length];
      double[] again = new double[phi.length];
      score.evaluate(phi, 1, 0.5, value, null);
      score.evaluate(shifted, 1, 0.5, again, null);
      double off = 0;
      double size = 0;
      for (int x = 0; x < moved.length; x++) {
        off = Math.max(off, Math.abs(again[moved[x]] - value[x]));
        size = Math.max(size, Math.abs(value[x]));
      }
      if (padding == Unet.Padding.PERIODIC) {
        assertTrue(off < 1e-5 * size, "moved: " + off + " of " + size);
      } else {
        assertTrue(off > 1e-3 * size, "zeros at the edge are seen: " + off + " of " + size);
      }
    }
  }

  /**
   * The conditioning {@code range} is that of {@code noise} for the field in other units: s(x) =
   * s'((x - centre) / unit) / unit, s' the score of the scaled field with the schedule as it is.
   */
  @Test
  void rangeIsTheScoreOfTheScaledField() {
    FieldLayout layout = layout(3, 3);
    ScoreNetwork network = network(Unet.Padding.ZERO, 3, 3);
    float[] parameters = initial(network);
    double unit = 2.5;
    double centre = 0.25;
    Conditioning range =
        Conditioning.of(
            Conditioning.Kind.RANGE, VE, 1, Double.POSITIVE_INFINITY, centre - unit, centre + unit);
    assertEquals(VE.variance(0.3) * unit * unit, range.schedule().variance(0.3), 1e-12);
    double[] phi = gaussians(layout.size());
    double[] scaled = Arrays.stream(phi).map(x -> (x - centre) / unit).toArray();
    double[] value = new double[phi.length];
    double[] expected = new double[phi.length];
    score(network, range, layout, parameters).evaluate(phi, 1, 0.25, value, null);
    score(network, new Conditioning(Conditioning.Kind.NOISE, VE, 1), layout, parameters)
        .evaluate(scaled, 1, 0.25, expected, null);
    for (int x = 0; x < phi.length; x++) {
      assertEquals(expected[x] / unit, value[x], 2e-5 * Math.abs(expected[x]) + 1e-6);
    }
  }

  private static TrainingSettings settings(int epochs) {
    return settings(epochs, null);
  }

  private static TrainingSettings settings(int epochs, Conditioning.Kind kind) {
    return new TrainingSettings(
        TrainingSettings.Loss.DENOISING,
        TrainingSettings.Weight.NOISE,
        kind,
        epochs,
        50,
        1e-3,
        TrainingSettings.Decay.NONE,
        0,
        1000,
        0.01);
  }

  private static ScoreTrainer.State train(
      ScoreNetwork network, ToyRows rows, TrainingSettings settings, Conditioning conditioning) {
    ScoreTrainer trainer =
        new ScoreTrainer(network, conditioning, settings, rows, null, 5, "train/unet", done -> {});
    ScoreTrainer.State state = trainer.start();
    trainer.run(state, () -> {});
    return state;
  }

  /**
   * Preconditioned, F = 0 is the score of a Gaussian with the data's variance, and the net starts
   * near it. After a few epochs the denoising loss of held-out rows is below.
   */
  @Test
  void learnsMoreThanTheScoreOfAGaussian() {
    ToyRows rows = ToyRows.wells(4, 1000);
    Conditioning conditioning = new Conditioning(Conditioning.Kind.PRECONDITIONED, VE, 1 + 0.09);
    ScoreNetwork network = network(Unet.Padding.PERIODIC, 4);
    TrainingSettings settings = settings(3, Conditioning.Kind.PRECONDITIONED);
    ScoreTrainer.State state = train(network, rows, settings, conditioning);
    ScoreLoss loss = new ScoreLoss(network, conditioning, settings, null);
    double gaussian = ToyRows.held(rows, network, new float[network.size()], loss);
    double trained = ToyRows.held(rows, network, state.adam().values, loss);
    assertTrue(trained < 0.9 * gaussian, gaussian + " to " + trained);
  }

  /**
   * The implicit loss sees the divergence through one vector of random signs a row. Its mean over
   * 1024 rows with the same field is the exact divergence within 4.5 standard errors (false alarm
   * 7e-6), which one backward pass per value gives; and its gradient can be taken.
   */
  @Test
  void divergenceOfTrainingIsExactInTheMean() {
    int rows = 1024;
    ScoreNetwork network = network(Unet.Padding.PERIODIC, 4);
    float[] parameters = initial(network);
    double[] phi = gaussians(4);
    double[] exact = new double[1];
    Conditioning plain = new Conditioning(Conditioning.Kind.PLAIN, VE, 1);
    score(network, plain, layout(4), parameters).evaluate(phi, 1, 0.5, new double[4], exact);
    float[] fields = new float[4 * rows];
    float[] times = new float[rows];
    Arrays.fill(times, 0.5f);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = (float) phi[i % 4];
    }
    float[] divergence = new float[rows];
    float[] gradient = new float[network.size()];
    Torch.scoped(
        () -> {
          NetworkTensors tensors = new NetworkTensors(network);
          tensors.fill(parameters);
          Tensor[] both =
              tensors
                  .network()
                  .forwardAndDivergence(
                      Torch.tensor(fields, rows, 4),
                      Torch.tensor(times, rows, 1),
                      Streams.of(7, "probes", 0, 0));
          Torch.copy(both[1].detach(), divergence, 0);
          tensors.gradient(both[1].mean().add(both[0].mean()), gradient);
          return both;
        });
    double sum = 0;
    double squares = 0;
    for (float value : divergence) {
      sum += value;
      squares += value * value;
    }
    double mean = sum / rows;
    double error = Math.sqrt((squares / rows - mean * mean) / (rows - 1));
    assertEquals(exact[0], mean, 4.5 * error);
    assertTrue(error > 0 && error < 0.1 * Math.sqrt(squares / rows), "probes differ: " + error);
    double size = 0;
    for (float g : gradient) {
      size += g * g;
    }
    assertTrue(size > 0 && size < 1e6, "gradient " + size);
  }
}
