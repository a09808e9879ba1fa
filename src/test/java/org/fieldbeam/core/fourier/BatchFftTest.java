package org.fieldbeam.core.fourier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.Stream;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchFftTest {
  private static final double ROUNDING = 1e-12;

  static Stream<Lattice> lattices() {
    return Stream.of(
            new int[] {1},
            new int[] {2},
            new int[] {16},
            new int[] {30},
            new int[] {7, 7},
            new int[] {8, 8},
            new int[] {32, 32},
            new int[] {12, 5},
            new int[] {2, 9},
            new int[] {4, 6, 10},
            new int[] {3, 3, 3},
            new int[] {4, 2, 3, 8})
        .map(Lattice::of);
  }

  @ParameterizedTest
  @MethodSource("lattices")
  void agreesWithTheDefiningSum(Lattice lattice) {
    BatchFft fft = new BatchFft(lattice, 3);
    double[] phi = gaussians(lattice.volume() * fft.fields());
    PackedField space = fft.newSpace();
    PackedField momentum = fft.newMomentum();
    fft.load(phi, 6, 0, 6, space);
    fft.forward(space, momentum);
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    int step = Math.max(1, lattice.volume() / 40);
    for (int slot = 0; slot < lattice.volume(); slot += step) {
      for (int h = 0; h < 3; h++) {
        double[] expected = direct(orbits, phi, fft.momentum(slot), h);
        int row = slot / fft.momentumRowSites();
        int at = slot % fft.momentumRowSites() * 3 + h;
        assertEquals(expected[0], momentum.re()[row][at], ROUNDING);
        assertEquals(expected[1], momentum.im()[row][at], ROUNDING);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("lattices")
  void inverseUndoesForwardAndParsevalHolds(Lattice lattice) {
    BatchFft fft = new BatchFft(lattice, 8);
    int batch = 19;
    double[] phi = gaussians(lattice.volume() * batch);
    PackedField space = fft.newSpace();
    PackedField momentum = fft.newMomentum();
    double[] result = new double[phi.length];
    double inSpace = 0;
    double inMomentum = 0;
    for (double x : phi) {
      inSpace += x * x;
    }
    for (int first = 0; first < batch; first += fft.fields()) {
      int count = Math.min(fft.fields(), batch - first);
      fft.load(phi, batch, first, count, space);
      fft.forward(space, momentum);
      for (int r = 0; r < momentum.re().length; r++) {
        for (int i = 0; i < momentum.re()[r].length; i++) {
          inMomentum += Math.pow(momentum.re()[r][i], 2) + Math.pow(momentum.im()[r][i], 2);
        }
      }
      fft.inverse(momentum, space);
      fft.store(space, result, batch, first, count);
    }
    assertArrayEquals(phi, result, ROUNDING);
    assertEquals(inSpace, inMomentum, ROUNDING * inSpace);
  }

  /** Factors of single fields in momentum space are those in space: the transform is linear. */
  @ParameterizedTest
  @MethodSource("lattices")
  void scalesSingleFieldsInMomentumSpace(Lattice lattice) {
    BatchFft fft = new BatchFft(lattice, 4);
    int fields = fft.fields();
    double[] phi = gaussians(lattice.volume() * fields);
    double[] factors = gaussians(fields);
    PackedField space = fft.newSpace();
    PackedField momentum = fft.newMomentum();
    fft.load(phi, fields, 0, fields, space);
    fft.forward(space, momentum);
    fft.scaleFields(momentum, factors);
    fft.inverse(momentum, space);
    double[] result = new double[phi.length];
    fft.store(space, result, fields, 0, fields);
    for (int i = 0; i < phi.length; i++) {
      assertEquals(factors[i % fields] * phi[i], result[i], ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("lattices")
  void mirrorIsTheSlotOfMinusK(Lattice lattice) {
    BatchFft fft = new BatchFft(lattice, 1);
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    assertEquals(0, fft.momentum(0));
    for (int slot = 0; slot < lattice.volume(); slot++) {
      int[] k = orbits.coordinates(fft.momentum(slot));
      int[] minus = orbits.coordinates(fft.momentum(fft.mirror(slot)));
      for (int axis = 0; axis < k.length; axis++) {
        assertEquals(0, (k[axis] + minus[axis]) % lattice.shape()[axis]);
      }
      assertEquals(slot, fft.slot(fft.momentum(slot)));
    }
  }

  @ParameterizedTest
  @MethodSource("lattices")
  void momentumProductsAreConvolutions(Lattice lattice) {
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    KernelTransform transform = new KernelTransform(orbits);
    double[] kernel = gaussians(orbits.count());
    double[] perMomentum = transform.toMomentum(kernel);
    assertArrayEquals(kernel, transform.toSpace(perMomentum), ROUNDING);
    BatchFft fft = new BatchFft(lattice, 1);
    double[] phi = gaussians(2 * lattice.volume());
    double[] filtered = new double[phi.length];
    PackedField space = fft.newSpace();
    PackedField momentum = fft.newMomentum();
    fft.load(phi, 2, 0, 2, space);
    fft.forward(space, momentum);
    PackedRows.multiply(fft.kernelRows(orbits, perMomentum), momentum, momentum);
    fft.inverse(momentum, space);
    fft.store(space, filtered, 2, 0, 2);
    double[] values = orbits.spread(kernel);
    int[] shape = lattice.shape();
    int step = Math.max(1, lattice.volume() / 20);
    for (int x = 0; x < lattice.volume(); x += step) {
      int[] at = orbits.coordinates(x);
      double sum = 0;
      for (int y = 0; y < lattice.volume(); y++) {
        int[] other = orbits.coordinates(y);
        int r = 0;
        for (int axis = 0; axis < shape.length; axis++) {
          r = r * shape[axis] + Math.floorMod(at[axis] - other[axis], shape[axis]);
        }
        sum += values[r] * phi[2 * y + 1];
      }
      assertEquals(sum, filtered[2 * x + 1], ROUNDING * lattice.volume());
    }
  }

  @Test
  void orbitsOfASquareAndOfARectangle() {
    MomentumOrbits square = new MomentumOrbits(Lattice.of(8, 8));
    assertEquals(15, square.count());
    assertEquals(1, square.multiplicity(0));
    assertEquals(4, square.multiplicity(1));
    assertEquals(2 - 2 * Math.cos(2 * Math.PI / 8), square.latticeMomentumSquared(1), ROUNDING);
    double[] ones = new double[square.count()];
    Arrays.fill(ones, 1);
    assertEquals(64, square.sum(ones));
    assertEquals(5 * 3, new MomentumOrbits(Lattice.of(8, 4)).count());
    assertEquals(2, new MomentumOrbits(Lattice.of(8, 4)).multiplicity(1));
  }

  @Test
  void refusesWhatDoesNotFit() {
    BatchFft fft = new BatchFft(Lattice.of(4, 4), 2);
    assertThrows(IllegalArgumentException.class, () -> new BatchFft(Lattice.of(4), 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> fft.load(new double[16 * 8], 8, 6, 3, fft.newSpace()));
    assertThrows(
        IllegalArgumentException.class,
        () -> fft.spread(new MomentumOrbits(fft.lattice()), new double[3]));
  }

  private static double[] direct(MomentumOrbits orbits, double[] phi, int momentum, int h) {
    int[] shape = orbits.lattice().shape();
    int[] k = orbits.coordinates(momentum);
    int volume = orbits.lattice().volume();
    double re = 0;
    double im = 0;
    for (int x = 0; x < volume; x++) {
      int[] at = orbits.coordinates(x);
      double angle = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        angle += 2 * Math.PI * k[axis] * at[axis] / shape[axis];
      }
      double a = phi[6 * x + h];
      double b = phi[6 * x + 3 + h];
      re += a * Math.cos(angle) + b * Math.sin(angle);
      im += b * Math.cos(angle) - a * Math.sin(angle);
    }
    return new double[] {re / Math.sqrt(volume), im / Math.sqrt(volume)};
  }

  private static double[] gaussians(int count) {
    double[] result = new double[count];
    Streams.of(7, "test/fourier", 0, 0).gaussians(result, 0, 1, count);
    return result;
  }
}
