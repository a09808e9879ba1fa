package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObservableKernelTest {
  /** Column of C(0); those of the definitions below stand before it. */
  private static final int CORRELATOR = 11;

  static Stream<Lattice> lattices() {
    return Stream.of(
        Lattice.of(1),
        Lattice.of(2),
        Lattice.of(7),
        Lattice.of(4, 4),
        Lattice.of(3, 5),
        Lattice.of(6, 4),
        Lattice.of(4, 3, 4),
        Lattice.of(2, 5, 3),
        Lattice.of(3, 2, 3, 2));
  }

  private static double[] fields(Lattice lattice, int batch, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] phi = new double[lattice.volume() * batch];
    Arrays.setAll(phi, i -> 0.3 + random.nextGaussian());
    return phi;
  }

  /** Every column from its definition, one configuration at a time. */
  private static double[] direct(Action action, double[] phi) {
    Lattice lattice = action.lattice();
    int volume = lattice.volume();
    int[] shape = lattice.shape();
    int length = Arrays.stream(shape).max().orElseThrow();
    double[] columns = new double[EnsembleMeasurement.of(action).columns().size()];
    double[] force = new double[volume];
    action.addForce(phi, 1, 1, force);
    double[] s = new double[1];
    action.action(phi, 1, s);
    columns[4] = s[0] / volume;
    for (int x = 0; x < volume; x++) {
      columns[0] += phi[x] / volume;
      columns[1] += phi[x] * phi[x] / volume;
      columns[2] += Math.pow(phi[x], 4) / volume;
      if (volume == 1) {
        columns[3] = phi[0] * phi[0];
      }
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        columns[3] += phi[x] * phi[lattice.forward(x, axis)] / volume;
      }
      columns[5] -= phi[x] * force[x] / volume;
      double square = phi[x] * phi[x];
      columns[7] -= (square * phi[x] * force[x] + 3 * square) / volume;
      double all = 0;
      for (int y = 0; y < volume; y++) {
        all += phi[y] / volume;
      }
      columns[9] -= all * force[x];
      if (volume == 1) {
        columns[8] = -2 * phi[0] * force[0] - 2; // both neighbours are the site itself
      }
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        double neighbours = phi[lattice.forward(x, axis)] + phi[lattice.backward(x, axis)];
        columns[8] -= neighbours * force[x] / volume;
      }
    }
    long axes = Arrays.stream(shape).filter(extent -> extent == length).count();
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] != length) {
        continue;
      }
      double real = 0;
      double imaginary = 0;
      double gradientReal = 0;
      double gradientImaginary = 0;
      double[] slice = new double[length];
      for (int x = 0; x < volume; x++) {
        int at = volume == 1 ? 0 : lattice.coordinate(x, axis);
        slice[at] += phi[x];
        real += phi[x] * Math.cos(2 * Math.PI * at / length);
        imaginary += phi[x] * Math.sin(2 * Math.PI * at / length);
        gradientReal -= force[x] * Math.cos(2 * Math.PI * at / length);
        gradientImaginary -= force[x] * Math.sin(2 * Math.PI * at / length);
      }
      columns[10] = (real * gradientReal + imaginary * gradientImaginary) / volume;
      columns[6] += (real * real + imaginary * imaginary) / volume / axes;
      for (int t = 0; t <= length / 2; t++) {
        for (int a = 0; a < length; a++) {
          columns[CORRELATOR + t] += slice[a] * slice[(a + t) % length] / volume / axes;
        }
      }
    }
    return columns;
  }

  @ParameterizedTest
  @MethodSource("lattices")
  void columnsAreTheirDefinitions(Lattice lattice) {
    Action action = Phi4.of(lattice, 0.23, 0.1);
    EnsembleMeasurement measurement = EnsembleMeasurement.of(action);
    EnsembleKernel kernel = measurement.kernel();
    int width = measurement.columns().size();
    for (int batch : new int[] {1, 3, 8}) {
      double[] phi = fields(lattice, batch, 17 + batch);
      double[] out = new double[width * batch];
      Arrays.fill(out, Double.NaN);
      kernel.measure(phi, batch, out);
      for (int b = 0; b < batch; b++) {
        double[] one = new double[lattice.volume()];
        for (int x = 0; x < one.length; x++) {
          one[x] = phi[x * batch + b];
        }
        double[] expected = direct(action, one);
        assertEquals(expected.length, width);
        for (int c = 0; c < expected.length; c++) {
          double found = out[c * batch + b];
          double tolerance = 1e-12 * (1 + Math.abs(expected[c]));
          assertEquals(expected[c], found, tolerance, lattice + " column " + c);
        }
      }
    }
  }

  /** Parseval: the correlator summed over all separations is V M^2. */
  @ParameterizedTest
  @MethodSource("lattices")
  void correlatorSumsToTheZeroMode(Lattice lattice) {
    EnsembleMeasurement measurement = EnsembleMeasurement.of(Phi4.of(lattice, 0.1, 0));
    EnsembleKernel kernel = measurement.kernel();
    int width = measurement.columns().size();
    double[] out = new double[width];
    kernel.measure(fields(lattice, 1, 3), 1, out);
    int length = Arrays.stream(lattice.shape()).max().orElseThrow();
    double sum = 0;
    for (int t = 0; t < length; t++) {
      sum += out[CORRELATOR + Math.min(t, length - t)];
    }
    assertEquals(lattice.volume() * out[0] * out[0], sum, 1e-12 * (1 + sum));
  }

  @ParameterizedTest
  @MethodSource("lattices")
  void aConfigurationHasTheSameBitsInEveryBatch(Lattice lattice) {
    Action action = Phi4.of(lattice, 0.23, 0.1);
    EnsembleMeasurement measurement = EnsembleMeasurement.of(action);
    EnsembleKernel kernel = measurement.kernel();
    int width = measurement.columns().size();
    int batch = 13;
    double[] phi = fields(lattice, batch, 5);
    double[] together = new double[width * batch];
    kernel.measure(phi, batch, together);
    double[] alone = new double[width];
    double[] one = new double[lattice.volume()];
    for (int b = 0; b < batch; b++) {
      for (int x = 0; x < one.length; x++) {
        one[x] = phi[x * batch + b];
      }
      kernel.measure(one, 1, alone);
      for (int c = 0; c < alone.length; c++) {
        assertEquals(alone[c], together[c * batch + b], 0.0, "column " + c);
      }
    }
  }
}
