package org.fieldbeam.core.action;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws that every action obeys, on lattices of every dimension. */
final class ActionContractTest {

  private static final int[][] SHAPES = {
    {1}, {5}, {2}, {4, 6}, {3, 5}, {2, 2}, {3, 2, 4}, {2, 3, 2, 5}
  };

  static Stream<Action> actions() {
    List<Action> actions = new ArrayList<>();
    for (int[] shape : SHAPES) {
      Lattice lattice = Lattice.of(shape);
      actions.add(OnAction.of(lattice, 1, 0.2, 0.3));
      actions.add(OnAction.of(lattice, 2, -0.1, 0));
      actions.add(OnAction.of(lattice, 3, 0.3, 0.4));
      if (lattice.dimensions() > 0) {
        actions.add(XyAction.of(lattice, 0.8));
        actions.add(XyAction.of(lattice, -0.3));
      }
      if (lattice.dimensions() > 1) {
        actions.add(U1Action.of(lattice, 0.9));
      }
    }
    return Stream.concat(hoppingActions(), actions.stream());
  }

  static Stream<Action> hoppingActions() {
    List<Action> actions = new ArrayList<>();
    for (int[] shape : SHAPES) {
      Lattice lattice = Lattice.of(shape);
      actions.add(Phi4.of(lattice, 0.27, 0.022));
      actions.add(Phi4.of(lattice, -0.1, 0.5));
      actions.add(Phi4.ofMass(lattice, -0.4, 1.3));
      actions.add(FreeField.of(lattice, 0.11));
      actions.add(SitePolynomial.quartic(lattice, -4, 1));
      actions.add(SitePolynomial.anharmonic(lattice, -1, 0.4));
      actions.add(PolynomialAction.of(lattice, 0.2, SitePotential.of(0, 0.9, 0, 0.05)));
      actions.add(PolynomialAction.of(lattice, -0.1, SitePotential.of(0, -1, 0, 0, 0, 0.3)));
      actions.add(
          PolynomialAction.of(
              lattice, 0.3, SitePotential.of(0.4, -1, 0.2, 0.1, -0.3, 0, 0.05, 0.02)));
    }
    return actions.stream();
  }

  private static double[] field(Action action, int batch, long number) {
    double[] phi = new double[action.layout().size() * batch];
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

  // The central formulas on nine points, exact for polynomials of degree 8 but for rounding.
  private static final double[] FIRST = {
    1.0 / 280, -4.0 / 105, 0.2, -0.8, 0, 0.8, -0.2, 4.0 / 105, -1.0 / 280
  };
  private static final double[] SECOND = {
    -1.0 / 560, 8.0 / 315, -0.2, 1.6, -205.0 / 72, 1.6, -0.2, 8.0 / 315, -1.0 / 560
  };
  private static final double H = 1.0 / 16;

  /** A derivative of the action with respect to phi at a site. */
  private static double derivative(Action action, double[] phi, int x, double[] formula) {
    double centre = phi[x];
    double sum = 0;
    for (int i = 0; i < formula.length; i++) {
      phi[x] = centre + (i - 4) * H;
      sum += formula[i] * action(action, phi);
    }
    phi[x] = centre;
    return sum;
  }

  @ParameterizedTest
  @MethodSource("actions")
  void forceIsMinusTheGradient(Action action) {
    double[] phi = field(action, 1, 1);
    double[] force = force(action, phi);
    double size = 1 + Math.abs(action(action, phi));
    for (int x = 0; x < phi.length; x++) {
      assertEquals(-derivative(action, phi, x, FIRST) / H, force[x], 1e-10 * size);
    }
  }

  @ParameterizedTest
  @MethodSource("actions")
  void laplacianIsTheTraceOfTheSecondDerivatives(Action action) {
    double[] phi = field(action, 1, 2);
    double sum = 0;
    for (int x = 0; x < phi.length; x++) {
      sum += derivative(action, phi, x, SECOND) / (H * H);
    }
    double[] laplacian = new double[1];
    action.laplacian(phi, 1, laplacian);
    assertEquals(sum, laplacian[0], 1e-10 * phi.length * (1 + Math.abs(action(action, phi))));
  }

  /** S(theta') - S(theta) = -Re(conj(A) (e^(i theta') - e^(i theta))) for any angle. */
  @ParameterizedTest
  @MethodSource("actions")
  void staplesGiveTheActionOfEachAngle(Action action) {
    assertEquals(action.layout().isAngle(), action.angleForm().isPresent());
    if (action.angleForm().isEmpty()) {
      return;
    }
    double[] phi = field(action, 1, 4);
    double[] re = new double[1];
    double[] im = new double[1];
    double before = action(action, phi);
    for (int value = 0; value < phi.length; value++) {
      action.angleForm().get().staple(phi, 1, value, re, im);
      double old = phi[value];
      phi[value] = old + 1.3;
      double change =
          -re[0] * (Math.cos(phi[value]) - Math.cos(old))
              - im[0] * (Math.sin(phi[value]) - Math.sin(old));
      assertEquals(change, action(action, phi) - before, 1e-12 * (1 + Math.abs(before)));
      phi[value] = old;
    }
  }

  /** And those that are not even do. */
  @ParameterizedTest
  @MethodSource("actions")
  void evenActionsDoNotSeeTheSign(Action action) {
    double[] phi = field(action, 1, 3);
    double[] minus = phi.clone();
    for (int x = 0; x < phi.length; x++) {
      minus[x] = -phi[x];
    }
    if (!action.isEven()) {
      assertNotEquals(action(action, phi), action(action, minus), 1e-3);
      return;
    }
    assertEquals(action(action, phi), action(action, minus));
    double[] force = force(action, phi);
    double[] forceOfMinus = force(action, minus);
    for (int x = 0; x < phi.length; x++) {
      assertEquals(-force[x], forceOfMinus[x], 0.0);
    }
  }

  /** What an action says of itself as hopping and a polynomial at each site is so. */
  @ParameterizedTest
  @MethodSource("hoppingActions")
  void theHoppingFormIsTheAction(Action action) {
    Lattice lattice = action.lattice();
    HoppingForm form = action.hoppingForm().orElseThrow();
    double[] phi = field(action, 1, 8);
    double s = 0;
    for (int x = 0; x < phi.length; x++) {
      s += form.potential().value(phi[x]);
      for (int axis = 0; axis < lattice.dimensions(); axis++) {
        s -= 2 * form.kappa() * phi[x] * phi[lattice.forward(x, axis)];
      }
    }
    assertEquals(s, action(action, phi), 1e-12 * (phi.length + Math.abs(s)));
    assertEquals(action.isEven(), form.potential().isEven());
  }

  @ParameterizedTest
  @MethodSource("actions")
  void translationsChangeNothing(Action action) {
    Lattice lattice = action.lattice();
    double[] phi = field(action, 1, 4);
    double[] force = force(action, phi);
    for (int axis = 0; axis < lattice.dimensions(); axis++) {
      double[] shifted = new double[phi.length];
      for (int x = 0; x < phi.length; x++) {
        shifted[next(action, x, axis)] = phi[x];
      }
      double s = action(action, phi);
      assertEquals(s, action(action, shifted), 1e-13 * (phi.length + Math.abs(s)));
      double[] shiftedForce = force(action, shifted);
      for (int x = 0; x < phi.length; x++) {
        assertEquals(force[x], shiftedForce[next(action, x, axis)], 1e-13 * 100);
      }
    }
  }

  /** The place of a value one site further along an axis. */
  private static int next(Action action, int value, int axis) {
    int perSite = action.layout().perSite();
    return action.lattice().forward(value / perSite, axis) * perSite + value % perSite;
  }

  /** On batches below, at and above the number of lanes of the kernels. */
  @ParameterizedTest
  @MethodSource("actions")
  void aConfigurationDoesNotDependOnItsBatch(Action action) {
    int volume = action.layout().size();
    for (int batch : new int[] {3, 16, 21}) {
      double[] phi = field(action, batch, 5);
      double[] target = field(action, batch, 6);
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
    Action copy = Actions.requireReal(Actions.of(action.lattice(), action.description()));
    double[] phi = field(action, 1, 7);
    assertEquals(action(action, phi), action(copy, phi), 0.0);
    assertEquals(action.description(), copy.description());
  }
}
