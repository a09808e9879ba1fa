package org.fieldbeam.core.action;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The symmetries of vectors, angles and gauge fields, and what their actions say in formulas. */
final class ActionSymmetriesTest {
  private static final Lattice[] LATTICES = {
    Lattice.of(4), Lattice.of(2, 3), Lattice.of(4, 6), Lattice.of(3, 2, 4), Lattice.of(2, 3, 2, 3)
  };

  private static double[] field(Action action, long number) {
    double[] phi = new double[action.layout().size()];
    Streams.of(17, "symmetries", number, 0).gaussians(phi, 0, 1, phi.length);
    return phi;
  }

  private static double action(Action action, double[] phi) {
    double[] out = new double[1];
    action.action(phi, 1, out);
    return out[0];
  }

  private static double[] force(Action action, double[] phi) {
    double[] out = new double[phi.length];
    action.addForce(phi, 1, 1, out);
    return out;
  }

  @Test
  void vectorsOfOneComponentArePhi4() {
    for (Lattice lattice : LATTICES) {
      Action vectors = OnAction.of(lattice, 1, 0.21, 0.37);
      Action numbers = Phi4.of(lattice, 0.21, 0.37);
      double[] phi = field(vectors, 1);
      double s = action(numbers, phi);
      assertEquals(s, action(vectors, phi), 1e-13 * (phi.length + Math.abs(s)));
      assertArrayEquals(force(numbers, phi), force(vectors, phi), 1e-12);
      double[] laplacians = new double[2];
      vectors.laplacian(phi, 1, laplacians);
      laplacians[1] = laplacians[0];
      numbers.laplacian(phi, 1, laplacians);
      assertEquals(laplacians[0], laplacians[1], 1e-12 * Math.abs(laplacians[0]));
    }
  }

  /** Components that are all zero but one, and a rotation of all vectors. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void vectorsMayBeRotated(int n) {
    for (Lattice lattice : LATTICES) {
      OnAction action = OnAction.of(lattice, n, 0.21, 0.37);
      double[] phi = field(action, 2);
      double cos = Math.cos(0.7);
      double sin = Math.sin(0.7);
      double[] turned = phi.clone();
      for (int at = 0; at < phi.length; at += n) {
        turned[at] = cos * phi[at] - sin * phi[at + n - 1];
        turned[at + n - 1] = sin * phi[at] + cos * phi[at + n - 1];
      }
      double s = action(action, phi);
      assertEquals(s, action(action, turned), 1e-12 * (phi.length + Math.abs(s)));
      double[] one = new double[lattice.volume()];
      double[] line = new double[phi.length];
      for (int x = 0; x < one.length; x++) {
        one[x] = phi[x * n];
        line[x * n + 1] = one[x];
      }
      assertEquals(
          action(Phi4.of(lattice, 0.21, 0.37), one), action(action, line), 1e-12 * phi.length);
      turned[0] = phi[0];
      assertNotEquals(s, action(action, turned), 1e-6);
    }
  }

  @Test
  void theVectorFormIsTheAction() {
    for (Lattice lattice : LATTICES) {
      OnAction action = OnAction.of(lattice, 3, 0.21, 0.37);
      VectorForm form = action.vectorForm().orElseThrow();
      double[] phi = field(action, 3);
      double s = 0;
      for (int x = 0; x < lattice.volume(); x++) {
        double square = 0;
        for (int a = 0; a < 3; a++) {
          square += phi[3 * x + a] * phi[3 * x + a];
          for (int axis = 0; axis < lattice.dimensions(); axis++) {
            s -= 2 * form.kappa() * phi[3 * x + a] * phi[3 * lattice.forward(x, axis) + a];
          }
        }
        s += square * (form.quadratic() + form.quartic() * square);
      }
      assertEquals(s, action(action, phi), 1e-12 * (phi.length + Math.abs(s)));
    }
  }

  @Test
  void anglesMayBeShiftedTogetherAndByTurns() {
    for (Lattice lattice : LATTICES) {
      Action action = XyAction.of(lattice, 0.8);
      double[] theta = field(action, 4);
      double s = action(action, theta);
      double formula = 0;
      for (int x = 0; x < theta.length; x++) {
        for (int axis = 0; axis < lattice.dimensions(); axis++) {
          formula -= 0.8 * Math.cos(theta[x] - theta[lattice.forward(x, axis)]);
        }
      }
      assertEquals(formula, s, 1e-13 * theta.length);
      double[] shifted = Arrays.stream(theta).map(t -> t + 1.3).toArray();
      assertEquals(s, action(action, shifted), 1e-13 * theta.length);
      assertArrayEquals(force(action, theta), force(action, shifted), 1e-14 * 10);
      assertTurnsDoNotMatter(action, theta);
      shifted[0] = theta[0];
      assertNotEquals(s, action(action, shifted), 1e-6);
    }
  }

  private static void assertTurnsDoNotMatter(Action action, double[] theta) {
    double[] turned = theta.clone();
    for (int i = 0; i < turned.length; i++) {
      turned[i] += 2 * Math.PI * (i % 3 - 1);
    }
    assertEquals(action(action, theta), action(action, turned), 1e-13 * theta.length);
    assertArrayEquals(force(action, theta), force(action, turned), 1e-13);
  }

  /** theta_(x,mu) -> theta_(x,mu) + alpha_x - alpha_(x+mu), with the formula of the action. */
  @Test
  void gaugeFieldsMayBeTransformedAtEachSite() {
    for (Lattice lattice : LATTICES) {
      int d = lattice.dimensions();
      if (d < 2) {
        continue;
      }
      Action action = U1Action.of(lattice, 0.9);
      double[] theta = field(action, 5);
      double[] alpha = new double[lattice.volume()];
      Streams.of(17, "symmetries", 6, 0).gaussians(alpha, 0, 1, alpha.length);
      double[] transformed = theta.clone();
      double formula = 0;
      for (int x = 0; x < alpha.length; x++) {
        for (int mu = 0; mu < d; mu++) {
          int up = lattice.forward(x, mu);
          transformed[x * d + mu] += alpha[x] - alpha[up];
          for (int nu = mu + 1; nu < d; nu++) {
            int side = lattice.forward(x, nu);
            formula -=
                0.9
                    * Math.cos(
                        theta[x * d + mu]
                            + theta[up * d + nu]
                            - theta[side * d + mu]
                            - theta[x * d + nu]);
          }
        }
      }
      double s = action(action, theta);
      assertEquals(formula, s, 1e-13 * theta.length);
      assertEquals(s, action(action, transformed), 1e-13 * theta.length);
      double[] force = force(action, theta);
      assertArrayEquals(force, force(action, transformed), 1e-13);
      // Gauss's law, the same symmetry of the force: it has no divergence.
      for (int x = 0; x < alpha.length; x++) {
        double divergence = 0;
        for (int mu = 0; mu < d; mu++) {
          divergence += force[x * d + mu] - force[lattice.backward(x, mu) * d + mu];
        }
        assertEquals(0, divergence, 1e-13);
      }
      assertTurnsDoNotMatter(action, theta);
      transformed[0] += 0.5;
      assertNotEquals(s, action(action, transformed), 1e-6);
    }
  }

  @Test
  void parametersOutOfRangeAreRefused() {
    Lattice lattice = Lattice.of(4, 4);
    refused("n is 0", () -> OnAction.of(lattice, 0, 0.1, 1));
    refused("n is 9", () -> OnAction.of(lattice, 9, 0.1, 1));
    refused("kappa", () -> OnAction.of(lattice, 2, Double.NaN, 1));
    refused("lambda", () -> OnAction.of(lattice, 2, 0.1, -1));
    refused("0.25", () -> OnAction.of(lattice, 2, 0.25, 0));
    refused("beta", () -> XyAction.of(lattice, Double.POSITIVE_INFINITY));
    refused("single site", () -> XyAction.of(Lattice.of(1), 1));
    refused("beta", () -> U1Action.of(lattice, Double.NaN));
    refused("plaquettes", () -> U1Action.of(Lattice.of(8), 1));
  }

  private static void refused(String named, Runnable what) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, what::run);
    assertTrue(error.getMessage().contains(named), error.getMessage());
  }
}
