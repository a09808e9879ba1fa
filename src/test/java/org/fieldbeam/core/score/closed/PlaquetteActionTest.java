package org.fieldbeam.core.score.closed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.XyAction;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.TimeLadder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The effective action of plaquettes against its definition, and its derivatives. */
class PlaquetteActionTest {
  private static final TimeLadder LADDER = TimeLadder.shiftedGeometric(6, 0.3, 14);

  private static double[] links(Lattice lattice, int batch, double spread) {
    RandomStream random = Streams.key(3, "links").stream(0, 0);
    double[] phi = new double[2 * lattice.volume() * batch];
    for (int i = 0; i < phi.length; i++) {
      phi[i] = spread * (2 * random.nextDouble() - 1);
    }
    return phi;
  }

  private static PlaquetteScore score(Lattice lattice, double beta) {
    return new ClosedFormModel(U1Action.of(lattice, beta), LADDER).score();
  }

  /** The sum of positive terms under the integral, by a fine trapezoidal rule. */
  private static double minusLog(double beta, double tau, double t) {
    double sum = 0;
    double step = 1.0 / 512;
    for (double z = -16; z <= 16; z += step) {
      sum +=
          step
              / Math.sqrt(2 * Math.PI)
              * Math.exp(-0.5 * z * z + beta * (Math.cos(t + Math.sqrt(tau) * z) - 1));
    }
    return -Math.log(sum) - beta;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 3, 11, 40})
  void tableIsMinusTheLogarithmOfTheConvolution(double beta) {
    for (double tau : new double[] {0.01, 0.3, 2, 14}) {
      PlaquetteTable table = new PlaquetteTable(beta, tau);
      for (int i = 0; i < 40; i++) {
        double t = 0.01 + 0.4 * i; // beyond 2 pi, and up to near the minimum of f
        double expected = minusLog(beta, tau, t);
        // what rounding of the largest f leaves of a small one
        double rounding = 1e-15 * Math.exp(Math.min(23, expected - minusLog(beta, tau, 0)));
        assertEquals(expected, table.value(t), 1e-9 * beta + rounding, "tau " + tau);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 11})
  void scoreIsMinusTheGradientAndDivergenceItsTrace(double beta) {
    Lattice lattice = Lattice.of(4, 3);
    PlaquetteScore score = score(lattice, beta);
    double[] phi = links(lattice, 1, Math.PI);
    double h = 1e-4;
    for (int level = 0; level <= LADDER.levels(); level++) {
      double[] gradient = new double[phi.length];
      double[] divergence = new double[1];
      score.evaluate(phi, 1, level, gradient, divergence);
      double trace = 0;
      double[] value = new double[1];
      double[] ahead = new double[phi.length];
      double[] behind = new double[phi.length];
      for (int link = 0; link < phi.length; link++) {
        double[] moved = phi.clone();
        moved[link] += h;
        score.evaluate(moved, 1, level, ahead, null);
        score.action(moved, 1, level, value);
        double up = value[0];
        moved[link] -= 2 * h;
        score.evaluate(moved, 1, level, behind, null);
        score.action(moved, 1, level, value);
        assertEquals((value[0] - up) / (2 * h), gradient[link], 2e-6 * beta, "level " + level);
        trace += (ahead[link] - behind[link]) / (2 * h);
      }
      assertEquals(trace, divergence[0], 1e-5 * beta * phi.length, "level " + level);
    }
  }

  @Test
  void divergenceOfTheFlowIsTheTraceOfItsVelocity() {
    Lattice lattice = Lattice.of(3, 4);
    PlaquetteScore score = score(lattice, 5);
    double[] theta = new double[lattice.volume()];
    score.plaquettes(links(lattice, 1, 2), 1, 0, theta, 1, 0);
    double[] velocity = new double[theta.length];
    double[] ahead = new double[theta.length];
    double[] behind = new double[theta.length];
    double[] divergence = new double[1];
    double[] ignored = new double[1];
    PlaquetteScore.Flow flow = score.newFlow(1);
    double h = 1e-4;
    for (int level = 0; level <= LADDER.levels(); level++) {
      flow.evaluate(theta, level, new double[1], velocity, divergence);
      double sum = 0;
      double trace = 0;
      for (int p = 0; p < theta.length; p++) {
        sum += velocity[p];
        double[] moved = theta.clone();
        moved[p] += h;
        flow.evaluate(moved, level, new double[1], ahead, ignored);
        moved[p] -= 2 * h;
        flow.evaluate(moved, level, new double[1], behind, ignored);
        trace += (ahead[p] - behind[p]) / (2 * h);
      }
      assertEquals(0, sum, 1e-12);
      assertEquals(trace, divergence[0], 1e-5 * theta.length, "level " + level);
    }
  }

  /** What the saddle point and its determinant leave out falls as 1/V. */
  @Test
  void saddlePointApproachesTheAverageOverTheZeroMode() {
    double[] errors = new double[2];
    int[] extents = {4, 8};
    int n = 10;
    for (int i = 0; i < 2; i++) {
      Lattice lattice = Lattice.of(extents[i], extents[i]);
      PlaquetteScore score = score(lattice, 3);
      double[] phi = links(lattice, n, 0.7);
      double[] s = new double[n];
      double[] theta = new double[lattice.volume()];
      for (int level : new int[] {1, 3, 5}) {
        score.action(phi, n, level, s);
        for (int b = 0; b < n; b++) {
          score.plaquettes(phi, n, b, theta, 1, 0);
          errors[i] += Math.abs(s[b] - averaged(theta, 3, LADDER.tau(level))) / (3 * n);
        }
      }
    }
    assertTrue(errors[1] < 0.35 * errors[0], errors[0] + " on 4 x 4, " + errors[1] + " on 8 x 8");
  }

  /** -log of the average of prod f(theta_p - i alpha), alpha of variance tau/V. */
  private static double averaged(double[] theta, double beta, double tau) {
    int points = 256;
    int terms = 24;
    double[] weights = new double[terms];
    double[][] waves = new double[terms][2 * theta.length];
    for (int n = 0; n < terms; n++) {
      for (int m = 0; m < points; m++) {
        double s = 2 * Math.PI * m / points;
        weights[n] += Math.exp(beta * Math.cos(s)) * Math.cos(n * s) / points;
      }
      weights[n] *= (n == 0 ? 1 : 2) * Math.exp(-0.5 * tau * n * n);
      for (int p = 0; p < theta.length; p++) {
        waves[n][2 * p] = Math.cos(n * theta[p]);
        waves[n][2 * p + 1] = Math.sin(n * theta[p]);
      }
    }
    double[] even = new double[terms];
    double[] odd = new double[terms];
    double sigma = Math.sqrt(tau / theta.length);
    double step = 1.0 / 16;
    double sum = 0;
    for (double z = -16; z <= 16; z += step) {
      double logarithm = 0;
      double phase = 0;
      for (int n = 0; n < terms; n++) {
        even[n] = weights[n] * Math.cosh(n * sigma * z);
        odd[n] = weights[n] * Math.sinh(n * sigma * z);
      }
      for (int p = 0; p < theta.length; p++) {
        double re = 0;
        double im = 0;
        for (int n = 0; n < terms; n++) {
          re += waves[n][2 * p] * even[n];
          im += waves[n][2 * p + 1] * odd[n];
        }
        logarithm += Math.log(Math.hypot(re, im));
        phase += Math.atan2(im, re);
      }
      sum += step / Math.sqrt(2 * Math.PI) * Math.exp(logarithm - 0.5 * z * z) * Math.cos(phase);
    }
    return -Math.log(sum);
  }

  @Test
  void levelZeroIsTheActionItself() {
    Lattice lattice = Lattice.of(3, 5);
    Action action = U1Action.of(lattice, 2.5);
    double[] phi = links(lattice, 3, Math.PI);
    double[] expected = new double[3];
    double[] given = new double[3];
    action.action(phi, 3, expected);
    PlaquetteScore score = score(lattice, 2.5);
    score.action(phi, 3, 0, given);
    assertArrayEquals(expected, given, 1e-12);
    double[] force = new double[phi.length];
    action.addForce(phi, 3, 1, force);
    double[] gradient = new double[phi.length];
    double[] divergence = new double[3];
    score.evaluate(phi, 3, 0, gradient, divergence);
    assertArrayEquals(force, gradient, 1e-12);
    action.laplacian(phi, 3, expected);
    for (int b = 0; b < 3; b++) {
      assertEquals(-expected[b], divergence[b], 1e-11);
    }
  }

  @Test
  void otherActionsAreRefused() {
    Lattice cube = Lattice.of(4, 4, 4);
    for (Action other : new Action[] {U1Action.of(cube, 1), XyAction.of(Lattice.of(4, 4), 1)}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> new ClosedFormModel(other, LADDER))
              .getMessage();
      assertTrue(message.contains("closed form") && message.contains("train"), message);
    }
  }
}
