package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.PolynomialAction;
import org.fieldbeam.core.action.SitePotential;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The symmetries, the Gaussian beginning and the divergence of the equivariant network. */
class EquivariantNetTest {
  private static final NoiseSchedule VE = new VarianceExploding(25);
  private static final EquivariantNet.Filters FILTERS = new EquivariantNet.Filters(3, 8);

  /** A spectrum as that of a theory with a correlation length, and the network for it. */
  static EquivariantNet network(Lattice lattice, NoiseSchedule schedule, double information) {
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    List<Double> spectrum = new ArrayList<>();
    double sum = 0;
    for (int o = 0; o < orbits.count(); o++) {
      double power = 1 / (0.1 + orbits.latticeMomentumSquared(o));
      spectrum.add(power);
      sum += orbits.multiplicity(o) * power;
    }
    double meanSquare = sum / lattice.volume();
    return new EquivariantNet(
        Arrays.stream(lattice.shape()).boxed().toList(),
        FILTERS.filters(),
        FILTERS.hidden(),
        spectrum,
        new Conditioning(
            Conditioning.Kind.PRECONDITIONED, schedule, meanSquare, information, 0, 1));
  }

  static EquivariantNet network(int... extents) {
    return network(Lattice.of(extents), VE, Double.POSITIVE_INFINITY);
  }

  static TorchScriptScore score(EquivariantNet network, float[] parameters) {
    return new TorchScriptScore(
        FieldLayout.scalar(
            Lattice.of(network.shape().stream().mapToInt(Integer::intValue).toArray())),
        TorchScript.export(network, network.conditioning(), parameters),
        "test",
        4,
        1e-4,
        1);
  }

  /** Parameters of which none is 0, as if trained. */
  static float[] some(ScoreNetwork network, double size) {
    float[] parameters = NetworkTensors.initial(network, Streams.of(7, "equivariant", 1, 0));
    RandomStream random = Streams.of(7, "equivariant", 2, 0);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) (size * random.nextGaussian());
    }
    return parameters;
  }

  private static double[] gaussians(int n) {
    double[] values = new double[n];
    Streams.of(7, "equivariant", 3, 0).gaussians(values, 0, 1, n);
    for (int i = 0; i < n; i++) {
      values[i] = (float) values[i];
    }
    return values;
  }

  static Stream<int[]> lattices() {
    return Stream.of(
        new int[] {5}, new int[] {2, 2}, new int[] {4, 6}, new int[] {5, 5}, new int[] {3, 4, 4});
  }

  /**
   * Field and score change sign together, and move, are reflected and turned together, to the
   * rounding of single precision.
   */
  @ParameterizedTest
  @MethodSource("lattices")
  void hasTheSymmetriesOfTheTheory(int[] extents) {
    Lattice lattice = Lattice.of(extents);
    MomentumOrbits sites = new MomentumOrbits(lattice);
    EquivariantNet network = network(extents);
    TorchScriptScore score = score(network, some(network, 0.5));
    double[] phi = gaussians(lattice.volume());
    double[] value = evaluate(score, phi, 0.3);
    double[] minus = evaluate(score, Arrays.stream(phi).map(x -> -x).toArray(), 0.3);
    assertArrayEquals(value, Arrays.stream(minus).map(x -> -x).toArray());

    int last = extents.length - 1;
    List<IntUnaryOperator> symmetries = new ArrayList<>();
    symmetries.add(x -> lattice.forward(lattice.forward(x, 0), last));
    symmetries.add(
        x -> { // reflected along the first axis
          int[] n = sites.coordinates(x);
          n[0] = (extents[0] - n[0]) % extents[0];
          return site(extents, n);
        });
    if (last > 0 && extents[last] == extents[last - 1]) {
      symmetries.add(
          x -> { // two axes exchanged
            int[] n = sites.coordinates(x);
            int a = n[last];
            n[last] = n[last - 1];
            n[last - 1] = a;
            return site(extents, n);
          });
    }
    double size = Arrays.stream(value).map(Math::abs).max().orElseThrow();
    for (IntUnaryOperator symmetry : symmetries) {
      double[] moved = new double[phi.length];
      double[] expected = new double[phi.length];
      for (int x = 0; x < phi.length; x++) {
        moved[symmetry.applyAsInt(x)] = phi[x];
        expected[symmetry.applyAsInt(x)] = value[x];
      }
      assertArrayEquals(expected, evaluate(score, moved, 0.3), 3e-6 * size);
    }
  }

  private static int site(int[] extents, int[] coordinates) {
    int site = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      site = site * extents[axis] + coordinates[axis];
    }
    return site;
  }

  private static double[] evaluate(TorchScriptScore score, double[] phi, double t) {
    double[] value = new double[phi.length];
    score.evaluate(phi, 1, t, value, null);
    return value;
  }

  /**
   * The closed divergence is the trace of the Jacobian: by one backward pass a value, to rounding,
   * and by central differences of the score, to the error of differences of single precision.
   */
  @ParameterizedTest
  @MethodSource("lattices")
  void divergenceIsTheTraceOfTheJacobian(int[] extents) {
    EquivariantNet network = network(extents);
    TorchScriptScore score = score(network, some(network, 0.5));
    int volume = network.volume();
    int batch = 6; // more than are evaluated together
    double[] phi = gaussians(volume * batch);
    for (double t : new double[] {0.001, 0.1, 0.5, 1}) {
      double[] value = new double[phi.length];
      double[] again = new double[phi.length];
      double[] closed = new double[batch];
      double[] passes = new double[batch];
      score.trustingItsDivergence().evaluate(phi, batch, t, value, closed);
      score.evaluate(phi, batch, t, again, passes);
      assertArrayEquals(again, value);
      double scale = Arrays.stream(passes).map(Math::abs).max().orElseThrow();
      assertArrayEquals(passes, closed, 2e-5 * scale);
      double trace = 0;
      double step = 1.0 / 64;
      double[] first = column(phi, batch);
      for (int x = 0; x < volume; x++) {
        double[] up = first.clone();
        double[] down = first.clone();
        up[x] += step;
        down[x] -= step;
        trace += (evaluate(score, up, t)[x] - evaluate(score, down, t)[x]) / (2 * step);
      }
      assertEquals(passes[0], trace, 0.02 * scale);
    }
  }

  private static double[] column(double[] phi, int batch) {
    double[] first = new double[phi.length / batch];
    for (int x = 0; x < first.length; x++) {
      first[x] = phi[x * batch];
    }
    return first;
  }

  static Stream<Arguments> beginnings() {
    return Stream.of(VE, new VariancePreserving(20))
        .flatMap(
            schedule ->
                Stream.of(Double.POSITIVE_INFINITY, 2.5)
                    .map(information -> Arguments.of(schedule, information)));
  }

  /**
   * Untrained it is the score of the Gaussian field with the spectrum of the data, which is known:
   * -x_k / (sigma^2 + alpha^2 C_k). On plane waves of every orbit, for targets of both kinds.
   */
  @ParameterizedTest
  @MethodSource("beginnings")
  void beginsWithTheScoreOfAGaussianField(NoiseSchedule schedule, double information) {
    Lattice lattice = Lattice.of(4, 6);
    EquivariantNet network = network(lattice, schedule, information);
    TorchScriptScore score =
        score(network, NetworkTensors.initial(network, Streams.of(7, "equivariant", 1, 0)));
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    for (double t : new double[] {0.01, 0.3, 0.9}) {
      double trace = 0;
      for (int o = 0; o < orbits.count(); o++) {
        int[] n = orbits.coordinates(orbits.representative(o));
        double[] wave = new double[24];
        for (int x = 0; x < 24; x++) {
          int[] at = orbits.coordinates(x);
          wave[x] = Math.cos(2 * Math.PI * (n[0] * at[0] / 4.0 + n[1] * at[1] / 6.0));
        }
        double alpha = schedule.alpha(t);
        double slope = -1 / (schedule.variance(t) + alpha * alpha * network.spectrum().get(o));
        trace += orbits.multiplicity(o) * slope;
        double[] value = evaluate(score, wave, t);
        for (int x = 0; x < 24; x++) {
          assertEquals(slope * wave[x], value[x], 2e-5 * Math.abs(slope) + 1e-6);
        }
      }
      double[] divergence = new double[1];
      score.trustingItsDivergence().evaluate(gaussians(24), 1, t, new double[24], divergence);
      assertEquals(trace, divergence[0], 2e-5 * Math.abs(trace));
    }
  }

  /** At most 10^5 parameters, whatever is asked for; on every lattice as many. */
  @Test
  void isSmall() {
    assertEquals(network(5).size(), network(3, 4, 4).size());
    EquivariantNet.Filters largest = new EquivariantNet.Filters(48, 128);
    assertTrue(largest.size(1).parameters() < 100_000, "" + largest.size(1).parameters());
    assertThrows(IllegalArgumentException.class, () -> new EquivariantNet.Filters(49, 32));
  }

  private static TrainingSettings settings(Conditioning.Kind kind) {
    return new TrainingSettings(
        TrainingSettings.Loss.DENOISING,
        TrainingSettings.Weight.NOISE,
        kind,
        4,
        50,
        3e-3,
        TrainingSettings.Decay.NONE,
        0,
        1000,
        0.01);
  }

  @Test
  void refusesWhatItsSymmetryExcludes() {
    NetworkTraining training = new NetworkTraining(FILTERS, settings(null));
    Lattice lattice = Lattice.of(4, 4);
    FieldLayout scalar = FieldLayout.scalar(lattice);
    training.settings(scalar, Optional.of(Phi4.of(lattice, 0.2, 0.022)), VE);
    for (FieldLayout other :
        List.of(
            FieldLayout.real(lattice, 2),
            FieldLayout.siteAngles(lattice),
            FieldLayout.scalar(Lattice.of(2, 2, 2, 2)))) {
      assertThrows(
          IllegalArgumentException.class, () -> training.settings(other, Optional.empty(), VE));
    }
    IllegalArgumentException odd =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                training.settings(
                    scalar,
                    Optional.of(
                        PolynomialAction.of(lattice, 0.1, SitePotential.of(0.5, 1, 0, 0.2))),
                    VE));
    assertTrue(odd.getMessage().contains("not even"), odd.getMessage());
    IllegalArgumentException noise =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new NetworkTraining(FILTERS, settings(Conditioning.Kind.NOISE))
                    .settings(scalar, Optional.empty(), VE));
    assertTrue(noise.getMessage().contains("'noise'"), noise.getMessage());
  }

  /**
   * From sites that all have the sign of their sum, and a little noise, it learns what no Gaussian
   * is: the denoising loss of held-out rows falls by a tenth in a few epochs.
   */
  @ParameterizedTest
  @ValueSource(strings = {"DENOISING", "IMPLICIT"})
  void learnsMoreThanTheScoreOfAGaussian(TrainingSettings.Loss loss) {
    ToyRows rows = ToyRows.wells(4, 1000);
    Conditioning conditioning = new Conditioning(Conditioning.Kind.PRECONDITIONED, VE, 1 + 0.09);
    FieldLayout layout = FieldLayout.scalar(Lattice.of(4));
    ScoreNetwork network =
        FILTERS.network(
            layout, new Architecture.Data(rows, conditioning), Streams.of(7, "equivariant", 4, 0));
    TrainingSettings chosen = settings(Conditioning.Kind.PRECONDITIONED);
    TrainingSettings settings =
        new TrainingSettings(
            loss,
            chosen.weight(),
            chosen.conditioning(),
            chosen.epochs(),
            chosen.batch(),
            chosen.learningRate(),
            chosen.decay(),
            chosen.ema(),
            chosen.times(),
            chosen.firstTime());
    ScoreTrainer trainer =
        new ScoreTrainer(network, conditioning, settings, rows, null, 5, "train/net", done -> {});
    ScoreTrainer.State state = trainer.start();
    ScoreLoss denoising = new ScoreLoss(network, conditioning, chosen, null);
    double gaussian = ToyRows.held(rows, network, state.adam().values, denoising);
    trainer.run(state, () -> {});
    double trained = ToyRows.held(rows, network, state.adam().values, denoising);
    assertTrue(trained < 0.9 * gaussian, gaussian + " to " + trained);
  }
}
