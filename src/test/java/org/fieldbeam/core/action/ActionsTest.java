package org.fieldbeam.core.action;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.lattice.SiteSums;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ActionsTest {
  private static final Lattice LATTICE = Lattice.of(4, 4);

  /** S against the sum written out from the formula, site by site. */
  @Test
  void phi4IsTheHoppingForm() {
    double kappa = 0.23;
    double lambda = 0.7;
    double[] phi = new double[LATTICE.volume()];
    Streams.of(1, "phi4", 0, 0).gaussians(phi, 0, 1, phi.length);
    double expected = 0;
    for (int x = 0; x < phi.length; x++) {
      double forward = phi[LATTICE.forward(x, 0)] + phi[LATTICE.forward(x, 1)];
      expected +=
          -2 * kappa * phi[x] * forward
              + (1 - 2 * lambda) * phi[x] * phi[x]
              + lambda * phi[x] * phi[x] * phi[x] * phi[x];
    }
    double[] out = new double[1];
    Phi4.of(LATTICE, kappa, lambda).action(phi, 1, out);
    assertEquals(expected, out[0], 1e-12);
  }

  /** With phi0 = sqrt(2 kappa) phi the bare action is the hopping form, for either sign of m0^2. */
  @ParameterizedTest
  @CsvSource({"-0.4, 1.3", "0.9, 0.2", "-4.5, 6", "0.25, 0", "-4, 0.3"})
  void phi4OfMassIsTheBareAction(double massSquared, double lambda0) {
    Phi4 action = Phi4.ofMass(LATTICE, massSquared, lambda0);
    assertEquals(massSquared, action.massSquared(), 1e-12);
    assertEquals(lambda0, action.bareCoupling(), 1e-12);
    double[] phi = new double[LATTICE.volume()];
    Streams.of(2, "phi4", 0, 0).gaussians(phi, 0, 1, phi.length);
    double bare = 0;
    double scale = Math.sqrt(2 * action.kappa());
    for (int x = 0; x < phi.length; x++) {
      double here = scale * phi[x];
      for (int axis = 0; axis < 2; axis++) {
        double difference = scale * phi[LATTICE.forward(x, axis)] - here;
        bare += difference * difference / 2;
      }
      bare += massSquared / 2 * here * here + lambda0 / 24 * here * here * here * here;
    }
    double[] out = new double[1];
    action.action(phi, 1, out);
    assertEquals(bare, out[0], 1e-11);
  }

  @Test
  void toysAreTheirFormulas() {
    double[] x = {0.7, -1.9, 2.2};
    double[] out = new double[3];
    SitePolynomial.quartic(Lattice.of(1), -4, 1).action(x, 3, out);
    for (int i = 0; i < 3; i++) {
      assertEquals(-4 * x[i] * x[i] + Math.pow(x[i], 4), out[i], 1e-13);
    }
    SitePolynomial.anharmonic(Lattice.of(1), 1, 0.4).action(x, 3, out);
    for (int i = 0; i < 3; i++) {
      assertEquals(x[i] * x[i] / 2 + 0.4 * Math.pow(x[i], 4) / 24, out[i], 1e-13);
    }
  }

  @Test
  void dynamicsIsForceAndDriftToTheLastBit() {
    for (int[] shape : new int[][] {{6}, {4, 6}, {2, 3, 4}}) {
      Lattice lattice = Lattice.of(shape);
      Phi4 action = Phi4.of(lattice, 0.2, 0.1);
      int batch = 19;
      double[] phi = new double[lattice.volume() * batch];
      double[] p = new double[phi.length];
      Streams.of(3, "dynamics", 0, 0).gaussians(phi, 0, 1, phi.length);
      RandomStream[] momenta = new RandomStream[batch];
      for (int b = 0; b < batch; b++) {
        Streams.of(3, "dynamics", 1, b).gaussians(p, b, batch, lattice.volume());
        momenta[b] = Streams.of(3, "dynamics", 1, b);
      }
      double[] expectedPhi = phi.clone();
      double[] expectedP = p.clone();
      action.addForce(expectedPhi, batch, 0.05, expectedP);
      for (int i = 0; i < phi.length; i++) {
        expectedPhi[i] = Math.fma(0.1, expectedP[i], expectedPhi[i]);
      }
      action.addForce(expectedPhi, batch, 0.07, expectedP);
      // The last drift shows the momenta in the fields.
      for (int i = 0; i < phi.length; i++) {
        expectedPhi[i] = Math.fma(0.2, expectedP[i], expectedPhi[i]);
      }
      HoppingDynamics dynamics = action.newDynamics().orElseThrow();
      double[] actions = new double[batch];
      double[] squares = new double[batch];
      for (int first = 0; first < batch; first += HoppingDynamics.LANES) {
        int count = Math.min(HoppingDynamics.LANES, batch - first);
        dynamics.loadFields(phi, batch, first, count);
        dynamics.drawMomenta(momenta, first, count);
        dynamics.kickAndDrift(0.05, 0.1);
        dynamics.kick(0.07);
        dynamics.drift(0.2);
        dynamics.action(actions, first, count);
        dynamics.squareMomenta(squares, first, count);
        dynamics.storeFields(phi, batch, first, count);
      }
      double[] expected = new double[batch];
      action.action(phi, batch, expected);
      assertArrayEquals(expected, actions, 0.0);
      SiteSums.dot(lattice, expectedP, expectedP, batch, expected);
      assertArrayEquals(expected, squares, 0.0);
      assertArrayEquals(expectedPhi, phi, 0.0);
    }
  }

  @Test
  void refusesParametersThatAreNotAllowed() {
    refused("kappa", () -> Phi4.of(LATTICE, Double.NaN, 1));
    refused("lambda", () -> Phi4.of(LATTICE, 0.2, -0.1));
    refused("lambda", () -> Phi4.of(LATTICE, 0.2, Double.POSITIVE_INFINITY));
    refused("kappa", () -> Phi4.of(LATTICE, 0.25, 0));
    refused("lambda0", () -> Phi4.ofMass(LATTICE, 1, -1));
    refused("m2", () -> Phi4.ofMass(LATTICE, -1, 0));
    refused("kappa", () -> FreeField.of(LATTICE, 0.25));
    refused("kappa", () -> FreeField.of(LATTICE, Double.NEGATIVE_INFINITY));
    refused("b", () -> SitePolynomial.quartic(LATTICE, 1, -1));
    refused("a", () -> SitePolynomial.quartic(LATTICE, 0, 0));
    refused("g", () -> SitePolynomial.anharmonic(LATTICE, 1, -1));
    refused("kappa", () -> PolynomialAction.of(LATTICE, Double.NaN, SitePotential.of(0, 1)));
    refused("above 1.0", () -> PolynomialAction.of(LATTICE, -0.25, SitePotential.of(0, 1)));
    refused("phi^3", () -> SitePotential.of(0, 1, Double.NaN, 1));
    refused("even power", () -> SitePotential.of(0, 1, 1));
    refused("positive", () -> SitePotential.of(0, 1, 0, -1));
    refused("highest", () -> SitePotential.of(0, 0));
    refused("up to 8", () -> SitePotential.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 1));
    refused("c9", () -> Actions.of(LATTICE, "polynomial", Map.of("kappa", 0.1, "c9", 1.0)));
    refused("1 to 8", () -> Actions.of(LATTICE, "polynomial", Map.of("kappa", 0.1)));
    refused("sextic", () -> Actions.of(LATTICE, "sextic", Map.of("a", 1.0)));
    refused("'lambda' is missing", () -> Actions.of(LATTICE, "phi4", Map.of("kappa", 0.1)));
    refused("unknown key 'c'", () -> Actions.of(LATTICE, "quartic", Map.of("a", 1.0, "c", 1.0)));
  }

  private static void refused(String named, Runnable construction) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, construction::run);
    assertTrue(error.getMessage().contains(named), error.getMessage());
    assertTrue(
        Stream.of("allowed", "needed", "must be", "add it").anyMatch(error.getMessage()::contains),
        error.getMessage());
  }
}
