package org.fieldbeam.core.score.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.score.OperatorReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of the operators and of the fused effective action. */
class EffectiveActionTest {
  private static final int WIDTH = 2;
  private static final int FIELDS = 2 * WIDTH;
  private static final double TAU = .7;
  private static final double MEAN_SQUARE = .4;

  private static final List<String> NAMES =
      List.of(
          "f4", "f6", "f8", "f10", "f12", "13G", "15G", "33G", "35G", "55G", "22G", "22G2", "24G2",
          "26G3", "33G3", "33W", "22W", "13W", "46G", "cos1", "cos2", "cos3", "p1", "mp1", "p2",
          "mp2", "33N", "22N", "13N", "33D", "22D");

  static Stream<Lattice> lattices() {
    return Stream.of(
            new int[] {1}, new int[] {6}, new int[] {4, 4}, new int[] {3, 4}, new int[] {2, 3, 2})
        .map(Lattice::of);
  }

  /** A level on a lattice, and a batch of fields. */
  private static final class Setting {
    final Lattice lattice;
    final MomentumOrbits orbits;
    final double[] spectrum;
    final NoiseLevel level;
    final BatchFft fft;
    final ScoreScratch scratch;
    final List<Operator> operators;
    final OperatorBasis basis;
    final double[] phi;

    Setting(Lattice lattice) {
      this.lattice = lattice;
      this.orbits = new MomentumOrbits(lattice);
      this.spectrum = new double[orbits.count()];
      for (int o = 0; o < spectrum.length; o++) {
        spectrum[o] = 1 / (.3 + orbits.latticeMomentumSquared(o));
      }
      this.level = new NoiseLevel(orbits, TAU, spectrum, MEAN_SQUARE);
      this.fft = new BatchFft(lattice, WIDTH);
      this.scratch = new ScoreScratch(fft);
      // A single site has neither shells nor neighbours, a chain no diagonals.
      int last = lattice.dimensions() == 0 ? 22 : lattice.dimensions() == 1 ? 29 : 31;
      this.operators = Operator.parseAll(NAMES.subList(0, last), lattice);
      this.basis = new OperatorBasis(level, operators, null, fft);
      this.phi = new double[lattice.volume() * FIELDS];
      Streams.of(11, "test/operators", lattice.volume(), 0).gaussians(phi, 0, 1, phi.length);
      for (int i = 0; i < phi.length; i++) {
        phi[i] *= 1.5;
      }
    }

    PackedField momentum(double[] fields) {
      PackedField space = fft.newSpace();
      PackedField result = fft.newMomentum();
      fft.load(fields, FIELDS, 0, FIELDS, space);
      fft.forward(space, result);
      return result;
    }

    double[] space(PackedField momentum) {
      PackedField space = fft.newSpace();
      double[] result = new double[phi.length];
      PackedField copy = fft.newMomentum();
      copy.set(momentum);
      fft.inverse(copy, space);
      fft.store(space, result, FIELDS, 0, FIELDS);
      return result;
    }

    double[] field(int b) {
      double[] result = new double[lattice.volume()];
      for (int x = 0; x < result.length; x++) {
        result[x] = phi[x * FIELDS + b];
      }
      return result;
    }

    double[][] gradients(double[] fields, double[][] laplacians) {
      PackedField[] gradients = new PackedField[basis.size()];
      for (int o = 0; o < gradients.length; o++) {
        gradients[o] = fft.newMomentum();
      }
      basis.gradients(momentum(fields), gradients, laplacians, scratch);
      double[][] result = new double[gradients.length][];
      for (int o = 0; o < gradients.length; o++) {
        result[o] = space(gradients[o]);
      }
      return result;
    }
  }

  @ParameterizedTest
  @MethodSource("lattices")
  void gradientsAreTheDerivativesOfTheValues(Lattice lattice) {
    Setting setting = new Setting(lattice);
    OperatorReference reference =
        new OperatorReference(setting.orbits, TAU, setting.spectrum, MEAN_SQUARE);
    double[][] gradients = setting.gradients(setting.phi, null);
    for (int o = 0; o < gradients.length; o++) {
      Operator operator = setting.operators.get(o);
      for (int b = 0; b < FIELDS; b++) {
        for (int x = 0; x < lattice.volume(); x += 3) {
          double expected =
              derivative(setting.field(b), x, phi -> reference.value(operator, phi), 1e-2);
          double scale = Math.max(1, Math.abs(expected));
          assertEquals(
              expected, gradients[o][x * FIELDS + b], 1e-6 * scale, operator.name() + " at " + x);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lattices")
  void laplaciansAreTheDivergencesOfTheGradients(Lattice lattice) {
    Setting setting = new Setting(lattice);
    double[][] laplacians = new double[setting.operators.size()][FIELDS];
    setting.gradients(setting.phi, laplacians);
    double[][] divergences = new double[setting.operators.size()][FIELDS];
    double h = 5e-3;
    double[] weights = {1, -8, 8, -1};
    double[] steps = {-2 * h, -h, h, 2 * h};
    for (int x = 0; x < lattice.volume(); x++) {
      for (int s = 0; s < steps.length; s++) {
        double[] shifted = setting.phi.clone();
        for (int b = 0; b < FIELDS; b++) {
          shifted[x * FIELDS + b] += steps[s];
        }
        double[][] gradients = setting.gradients(shifted, null);
        for (int o = 0; o < gradients.length; o++) {
          for (int b = 0; b < FIELDS; b++) {
            divergences[o][b] += weights[s] * gradients[o][x * FIELDS + b] / (12 * h);
          }
        }
      }
    }
    for (int o = 0; o < divergences.length; o++) {
      for (int b = 0; b < FIELDS; b++) {
        double expected = divergences[o][b];
        assertEquals(
            expected,
            laplacians[o][b],
            1e-6 * Math.max(1, Math.abs(expected)),
            setting.operators.get(o).name() + " of field " + b);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lattices")
  void theActionIsTheSumOfItsParts(Lattice lattice) {
    Setting setting = new Setting(lattice);
    double[] quadratic = new double[setting.orbits.count()];
    for (int o = 0; o < quadratic.length; o++) {
      quadratic[o] = 1 / (setting.spectrum[o] + TAU) - .1 * o;
    }
    double[] coefficients = new double[setting.operators.size()];
    for (int o = 0; o < coefficients.length; o++) {
      coefficients[o] = .3 / (o + 1) * (o % 2 == 0 ? 1 : -1);
    }
    MagnetizationPotential potential =
        (m, c, out) -> {
          out[0] += c * m * m * m;
          out[1] += 3 * c * m * m;
        };
    EffectiveAction action =
        new EffectiveAction(
            setting.level, setting.operators, quadratic, coefficients, potential, .7, setting.fft);
    PackedField phi = setting.momentum(setting.phi);
    PackedField gradient = setting.fft.newMomentum();
    double[] laplacian = new double[FIELDS];
    action.evaluate(phi, gradient, laplacian, setting.scratch);

    double[][] laplacians = new double[coefficients.length][FIELDS];
    double[][] gradients = setting.gradients(setting.phi, laplacians);
    PackedField product = setting.fft.newMomentum();
    PackedRows.multiply(setting.fft.kernelRows(setting.orbits, quadratic), phi, product);
    double[] expected = setting.space(product);
    double[] expectedLaplacian = new double[FIELDS];
    int volume = lattice.volume();
    for (int b = 0; b < FIELDS; b++) {
      double m = 0;
      for (int x = 0; x < volume; x++) {
        m += setting.phi[x * FIELDS + b] / volume;
      }
      expectedLaplacian[b] = setting.orbits.sum(quadratic) + .7 * 3 * m * m / volume;
      for (int x = 0; x < volume; x++) {
        expected[x * FIELDS + b] += .7 * m * m * m / volume;
      }
      for (int o = 0; o < coefficients.length; o++) {
        expectedLaplacian[b] += coefficients[o] * laplacians[o][b];
        for (int x = 0; x < volume; x++) {
          expected[x * FIELDS + b] += coefficients[o] * gradients[o][x * FIELDS + b];
        }
      }
    }
    double[] fused = setting.space(gradient);
    assertClose(expected, fused, 1e-10);
    assertClose(expectedLaplacian, laplacian, 1e-10);
    PackedField alone = setting.fft.newMomentum();
    action.evaluate(phi, alone, null, setting.scratch);
    assertClose(fused, setting.space(alone), 0);
  }

  @Test
  void latticeSymmetriesAndTheSignCommuteWithTheGradient() {
    Setting setting = new Setting(Lattice.of(4, 4));
    double[][] laplacians = new double[setting.operators.size()][FIELDS];
    double[][] gradients = setting.gradients(setting.phi, laplacians);
    for (int kind = 0; kind < 4; kind++) {
      double[][] movedLaplacians = new double[setting.operators.size()][FIELDS];
      double[][] movedGradients = setting.gradients(moved(setting.phi, kind), movedLaplacians);
      for (int o = 0; o < gradients.length; o++) {
        assertClose(moved(gradients[o], kind), movedGradients[o], 1e-10);
        assertClose(laplacians[o], movedLaplacians[o], 1e-10);
      }
    }
  }

  @Test
  void theKnownActionInMomentumSpace() {
    Lattice lattice = Lattice.of(4, 6);
    Setting setting = new Setting(lattice);
    Phi4 phi4 = Phi4.of(lattice, .2, .022);
    PackedField gradient = setting.fft.newMomentum();
    double[] laplacian = new double[FIELDS];
    new TrueAction(phi4)
        .evaluate(setting.momentum(setting.phi), gradient, laplacian, setting.scratch);
    double[] expected = new double[setting.phi.length];
    phi4.addForce(setting.phi, FIELDS, -1, expected);
    double[] expectedLaplacian = new double[FIELDS];
    phi4.laplacian(setting.phi, FIELDS, expectedLaplacian);
    assertClose(expected, setting.space(gradient), 1e-12);
    assertClose(expectedLaplacian, laplacian, 1e-12);
  }

  @Test
  void namesAreReadBackAndMistakesAreExplained() {
    Lattice square = Lattice.of(4, 4);
    List<Operator> operators = Operator.parseAll(NAMES, square);
    assertEquals(NAMES, operators.stream().map(Operator::name).toList());
    for (String wrong :
        List.of(
            "", "f5", "f14", "11G", "31G", "23G", "77G", "33X", "33", "cos0", "tanh", "F4", "p0",
            "mp10", "mmp1")) {
      var e = assertThrows(IllegalArgumentException.class, () -> Operator.parse(wrong));
      assertTrue(e.getMessage().contains("allowed"), e.getMessage());
      assertTrue(e.getMessage().contains(wrong), e.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class, () -> Operator.parseAll(List.of("f4", "f4"), square));
    assertThrows(
        IllegalArgumentException.class, () -> Operator.parseAll(List.of("33D"), Lattice.of(8)));
    assertThrows(
        IllegalArgumentException.class, () -> Operator.parseAll(List.of("33N"), Lattice.of(1)));
    assertThrows(
        IllegalArgumentException.class, () -> Operator.parseAll(List.of("p2"), Lattice.of(2)));
  }

  @Test
  void impossibleLevelsAreRefused() {
    MomentumOrbits orbits = new MomentumOrbits(Lattice.of(2));
    double[] spectrum = {1, 1};
    double[] negative = {1, -1};
    assertThrows(IllegalArgumentException.class, () -> new NoiseLevel(orbits, 0, spectrum, 1));
    assertThrows(IllegalArgumentException.class, () -> new NoiseLevel(orbits, 1, negative, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new NoiseLevel(orbits, 1, spectrum, Double.NaN));
  }

  /** A translation, a reflection, the exchange of axes, and the sign. */
  private static double[] moved(double[] phi, int kind) {
    double[] result = new double[phi.length];
    for (int x = 0; x < 4; x++) {
      for (int y = 0; y < 4; y++) {
        int to =
            switch (kind) {
              case 0 -> (x + 1) % 4 * 4 + (y + 2) % 4;
              case 1 -> (4 - x) % 4 * 4 + y;
              case 2 -> y * 4 + x;
              default -> x * 4 + y;
            };
        for (int b = 0; b < FIELDS; b++) {
          double value = phi[(x * 4 + y) * FIELDS + b];
          result[to * FIELDS + b] = kind == 3 ? -value : value;
        }
      }
    }
    return result;
  }

  private static double derivative(
      double[] phi, int x, ToDoubleFunction<double[]> function, double h) {
    double[] weights = {-1, 9, -45, 45, -9, 1};
    double[] steps = {-3 * h, -2 * h, -h, h, 2 * h, 3 * h};
    double sum = 0;
    for (int s = 0; s < steps.length; s++) {
      double[] shifted = phi.clone();
      shifted[x] += steps[s];
      sum += weights[s] * function.applyAsDouble(shifted);
    }
    return sum / (60 * h);
  }

  private static void assertClose(double[] expected, double[] actual, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * Math.max(1, Math.abs(expected[i])));
    }
  }
}
