package org.fieldbeam.core.action;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws that every action obeys, on lattices of every dimension. */
final class ActionContractTest {

  static Stream<Action> actions() {
    List<Action> actions = new ArrayList<>();
    int[][] shapes = {{1}, {5}, {2}, {4, 6}, {3, 5}, {2, 2}, {3, 2, 4}, {2, 3, 2, 5}};
    for (int[] shape : shapes) {
      Lattice lattice = Lattice.of(shape);
      actions.add(Phi4.of(lattice, 0.27, 0.022));
      actions.add(Phi4.of(lattice, -0.1, 0.5));
      actions.add(Phi4.ofMass(lattice, -0.4, 1.3));
      actions.add(FreeField.of(lattice, 0.11));
      actions.add(SitePolynomial.quartic(lattice, -4, 1));
      actions.add(SitePolynomial.anharmonic(lattice, -1, 0.4));
    }
    return actions.stream();
  }

  private static double[] field(Lattice lattice, int batch, long number) {
    double[] phi = new double[lattice.volume() * batch];
    Streams.of(11, "action test", number, 0).gaussians(phi, 0, 1, phi.length);
    return phi;
  }

  private static double action(Action action, double[] phi) {
    double[] out = new double[1];
    action.action(phi, 1, out);
    return out[0];
  }

  private static double[] force(Action action, double[] phi) {
    double[] force = new double[phi.length];
    action.addForce(phi, 1, 1, force);
    return force;
  }

  /** The polynomial is of degree 4, so the 4th-order formula is exact but for rounding. */
  @ParameterizedTest
  @MethodSource("actions")
  void forceIsMinusTheGradient(Action action) {
    double[] phi = field(action.lattice(), 1, 1);
    double[] force = force(action, phi);
    double h = 1.0 / 16;
    for (int x = 0; x < phi.length; x++) {
      double centre = phi[x];
      double[] s = new double[5];
      for (int i = -2; i <= 2; i++) {
        phi[x] = centre + i * h;
        s[i + 2] = action(action, phi);
      }
      phi[x] = centre;
      double gradient = (s[0] - 8 * s[1] + 8 * s[3] - s[4]) / (12 * h);
      assertEquals(-gradient, force[x], 1e-10 * (1 + Math.abs(s[2])));
    }
  }

  @ParameterizedTest
  @MethodSource("actions")
  void laplacianIsTheTraceOfTheSecondDerivatives(Action action) {
    double[] phi = field(action.lattice(), 1, 2);
    double h = 1.0 / 16;
    double sum = 0;
    double size = 0;
    for (int x = 0; x < phi.length; x++) {
      double centre = phi[x];
      double[] s = new double[5];
      for (int i = -2; i <= 2; i++) {
        phi[x] = centre + i * h;
        s[i + 2] = action(action, phi);
      }
      phi[x] = centre;
      sum += (-s[0] + 16 * s[1] - 30 * s[2] + 16 * s[3] - s[4]) / (12 * h * h);
      size += 1 + Math.abs(s[2]);
    }
    double[] laplacian = new double[1];
    action.laplacian(phi, 1, laplacian);
    assertEquals(sum, laplacian[0], 1e-10 * size);
  }

  @ParameterizedTest
  @MethodSource("actions")
  void evenActionsDoNotSeeTheSign(Action action) {
    double[] phi = field(action.lattice(), 1, 3);
    double[] minus = phi.clone();
    for (int x = 0; x < phi.length; x++) {
      minus[x] = -phi[x];
    }
    assertTrue(action.isEven());
    assertEquals(action(action, phi), action(action, minus));
    double[] force = force(action, phi);
    double[] forceOfMinus = force(action, minus);
    for (int x = 0; x < phi.length; x++) {
      assertEquals(-force[x], forceOfMinus[x], 0.0);
    }
  }

  @ParameterizedTest
  @MethodSource("actions")
  void translationsChangeNothing(Action action) {
    Lattice lattice = action.lattice();
    double[] phi = field(lattice, 1, 4);
    double[] force = force(action, phi);
    for (int axis = 0; axis < lattice.dimensions(); axis++) {
      double[] shifted = new double[phi.length];
      for (int x = 0; x < phi.length; x++) {
        shifted[lattice.forward(x, axis)] = phi[x];
      }
      double s = action(action, phi);
      assertEquals(s, action(action, shifted), 1e-13 * (phi.length + Math.abs(s)));
      double[] shiftedForce = force(action, shifted);
      for (int x = 0; x < phi.length; x++) {
        assertEquals(force[x], shiftedForce[lattice.forward(x, axis)], 1e-13 * 100);
      }
    }
  }

  /** On batches below, at and above the number of lanes of the kernels. */
  @ParameterizedTest
  @MethodSource("actions")
  void aConfigurationDoesNotDependOnItsBatch(Action action) {
    int volume = action.lattice().volume();
    for (int batch : new int[] {3, 16, 21}) {
      double[] phi = field(action.lattice(), batch, 5);
      double[] target = field(action.lattice(), batch, 6);
      double[] before = target.clone();
      double[] actions = new double[batch];
      double[] laplacians = new double[batch];
      action.action(phi, batch, actions);
      action.laplacian(phi, batch, laplacians);
      action.addForce(phi, batch, 0.3, target);
      for (int b = 0; b < batch; b++) {
        double[] alone = new double[volume];
        double[] aloneTarget = new double[volume];
        double[] batchTarget = new double[volume];
        for (int x = 0; x < volume; x++) {
          alone[x] = phi[x * batch + b];
          aloneTarget[x] = before[x * batch + b];
          batchTarget[x] = target[x * batch + b];
        }
        double[] laplacian = new double[1];
        action.laplacian(alone, 1, laplacian);
        action.addForce(alone, 1, 0.3, aloneTarget);
        assertEquals(action(action, alone), actions[b], 0.0);
        assertEquals(laplacian[0], laplacians[b], 0.0);
        assertArrayEquals(aloneTarget, batchTarget, 0.0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("actions")
  void theDescriptionLeadsBackToTheAction(Action action) {
    Action copy = Actions.of(action.lattice(), action.description());
    double[] phi = field(action.lattice(), 1, 7);
    assertEquals(action(action, phi), action(copy, phi), 0.0);
    assertEquals(action.description(), copy.description());
  }
}
