package org.fieldbeam.core.action;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every complex action must fulfil. */
final class ComplexActionTest {
  private static final int BATCH = 5;

  static Stream<ComplexAction> actions() {
    return Stream.of(
        ComplexScalar.quartic(Lattice.of(1), c(-4, 10), c(1, 0.3)),
        ComplexScalar.quartic(Lattice.of(1), c(2, 3), c(0, 0)),
        ComplexScalar.phi4(Lattice.of(3, 4), c(-0.5, 0.7), c(1.5, -0.2)),
        ComplexScalar.phi4(Lattice.of(2, 3, 4), c(0.5, 0.7), c(0, 0)),
        BoseGas.of(Lattice.of(4, 3), 1, 0.8, 0.6),
        BoseGas.of(Lattice.of(4, 2, 3), 1, 0, -0.4));
  }

  private static double[] c(double re, double im) {
    return new double[] {re, im};
  }

  private static double[] gaussians(ComplexAction action, int stream) {
    double[] out = new double[action.values() * BATCH];
    Streams.of(3, "complex", stream, 0).gaussians(out, 0, 1, out.length);
    return out;
  }

  private static double[][] s(ComplexAction action, double[] re, double[] im) {
    double[][] out = new double[2][BATCH];
    action.action(re, im, BATCH, out[0], out[1]);
    return out;
  }

  /** The error of the central difference falls as h^2: it is held against its size at 2 h. */
  @ParameterizedTest
  @MethodSource("actions")
  void driftIsTheDerivativeInEveryDirectionOfThePlane(ComplexAction action) {
    double[] re = gaussians(action, 0);
    double[] im = gaussians(action, 1);
    double[] vRe = new double[re.length];
    double[] vIm = new double[re.length];
    action.drift(re, im, BATCH, vRe, vIm);
    double h = 1e-4;
    for (int i = 0; i < re.length; i += 3) {
      for (double[] part : new double[][] {re, im}) {
        double at = part[i];
        part[i] = at + h;
        double[][] up = s(action, re, im);
        part[i] = at - h;
        double[][] down = s(action, re, im);
        part[i] = at;
        double dRe = (up[0][i % BATCH] - down[0][i % BATCH]) / (2 * h);
        double dIm = (up[1][i % BATCH] - down[1][i % BATCH]) / (2 * h);
        // along the imaginary direction dS/dy = i S'
        double primeRe = part == re ? dRe : dIm;
        double primeIm = part == re ? dIm : -dRe;
        assertEquals(-primeRe, vRe[i], 1e-5, action + " value " + i);
        assertEquals(-primeIm, vIm[i], 1e-5, action + " value " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("actions")
  void withoutItsStiffestTermTheDriftIsLinear(ComplexAction action) {
    double[][] one = rest(action, 1);
    double[][] three = rest(action, 3);
    for (int part = 0; part < 2; part++) {
      for (int i = 0; i < one[part].length; i++) {
        assertEquals(3 * one[part][i], three[part][i], 1e-11, action + " value " + i);
      }
    }
  }

  private static double[][] rest(ComplexAction action, double factor) {
    double[] re = gaussians(action, 0);
    double[] im = gaussians(action, 1);
    for (int i = 0; i < re.length; i++) {
      re[i] *= factor;
      im[i] *= factor;
    }
    double[][] v = new double[2][re.length];
    double[][] w = new double[2][re.length];
    action.drift(re, im, BATCH, v[0], v[1]);
    action.stiffness(re, im, BATCH, w[0], w[1]);
    for (int i = 0; i < re.length; i++) {
      v[0][i] += w[0][i] * re[i] - w[1][i] * im[i];
      v[1][i] += w[0][i] * im[i] + w[1][i] * re[i];
    }
    return v;
  }

  @ParameterizedTest
  @MethodSource("actions")
  void aConfigurationDoesNotDependOnItsBatch(ComplexAction action) {
    double[] re = gaussians(action, 0);
    double[] im = gaussians(action, 1);
    double[][] together = s(action, re, im);
    double[][] drifts = new double[2][re.length];
    action.drift(re, im, BATCH, drifts[0], drifts[1]);
    double[][] alone = new double[2][action.values()];
    double[][] drift = new double[2][action.values()];
    double[][] out = new double[2][1];
    for (int k = 0; k < action.values(); k++) {
      alone[0][k] = re[k * BATCH + 2];
      alone[1][k] = im[k * BATCH + 2];
    }
    action.action(alone[0], alone[1], 1, out[0], out[1]);
    action.drift(alone[0], alone[1], 1, drift[0], drift[1]);
    assertEquals(together[0][2], out[0][0]);
    assertEquals(together[1][2], out[1][0]);
    for (int k = 0; k < action.values(); k++) {
      assertEquals(drifts[0][k * BATCH + 2], drift[0][k]);
      assertEquals(drifts[1][k * BATCH + 2], drift[1][k]);
    }
  }

  @Test
  void onRealFieldsARealMassGivesTheRealAction() {
    Lattice lattice = Lattice.of(3, 4);
    // phi = sqrt(2 kappa) phi_hopping turns one parametrisation into the other
    Phi4 real = Phi4.ofMass(lattice, -0.5, 1.5);
    ComplexAction complex = ComplexScalar.phi4(lattice, c(-0.5, 0), c(1.5, 0));
    double[] re = gaussians(complex, 0);
    double[] hopping = re.clone();
    for (int i = 0; i < hopping.length; i++) {
      hopping[i] /= Math.sqrt(2 * real.kappa());
    }
    double[] expected = new double[BATCH];
    real.action(hopping, BATCH, expected);
    double[][] found = s(complex, re, new double[re.length]);
    assertArrayEquals(expected, found[0], 1e-12);
    assertArrayEquals(new double[BATCH], found[1]);
  }

  @Test
  void densityIsTheDerivativeByTheChemicalPotential() {
    Lattice lattice = Lattice.of(4, 3);
    double h = 1e-5;
    BoseGas gas = BoseGas.of(lattice, 1, 0.8, 0.6);
    double[] re = gaussians(gas, 0);
    double[] im = gaussians(gas, 1);
    double[][] up = s(BoseGas.of(lattice, 1, 0.8, 0.6 + h), re, im);
    double[][] down = s(BoseGas.of(lattice, 1, 0.8, 0.6 - h), re, im);
    double[][] density = new double[2][BATCH];
    gas.density(re, im, BATCH, density[0], density[1]);
    for (int part = 0; part < 2; part++) {
      for (int b = 0; b < BATCH; b++) {
        double derivative = (up[part][b] - down[part][b]) / (2 * h);
        assertEquals(-derivative / lattice.volume(), density[part][b], 1e-8);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("actions")
  void aDescriptionMakesTheSameAction(ComplexAction action) {
    ComplexAction again =
        Actions.of(action.lattice(), action.description()).complexified().orElseThrow();
    double[] re = gaussians(action, 0);
    double[] im = gaussians(action, 1);
    assertArrayEquals(s(action, re, im)[1], s(again, re, im)[1]);
    assertEquals(action.description(), again.description());
  }

  @Test
  void weightsThatCannotBeNormalisedAreRefused() {
    Lattice site = Lattice.of(1);
    assertThrows(
        IllegalArgumentException.class, () -> ComplexScalar.quartic(site, c(1, 0), c(-1, 2)));
    assertThrows(IllegalArgumentException.class, () -> ComplexScalar.phi4(site, c(-1, 1), c(0, 0)));
    assertThrows(IllegalArgumentException.class, () -> BoseGas.of(site, 0.1, 0, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Actions.of(site, "complexQuartic", Map.of("a", List.of(1.0, 0.0))));
    assertEquals(
        "complexQuartic(a=-4+10i, b=1)",
        ComplexScalar.quartic(site, c(-4, 10), c(1, 0)).description().toString());
  }
}
