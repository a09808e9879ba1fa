package org.fieldbeam.core.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.closed.ClosedFormModel;
import org.fieldbeam.core.score.closed.PlaquetteScore;
import org.fieldbeam.core.statistics.JointTest;
import org.junit.jupiter.api.Test;

/** The flow of plaquettes under noise of the shape of the propagator. */
class PlaquetteFlowTest {
  private static ProbabilityFlow flow(Lattice lattice, double beta, int levels) {
    ClosedFormModel model =
        new ClosedFormModel(
            U1Action.of(lattice, beta), TimeLadder.shiftedGeometric(levels, 0.3, 14));
    return new ProbabilityFlow(model.score(), model.prior(), model.action(), FlowIntegrator.RK4);
  }

  /**
   * Weighted means of loops and of Q^2 on 4 x 4, together, and Z, against the sums over characters.
   * The joint test fails with the probability 1e-4 if all is right, and log Z beyond 4 errors with
   * 6e-5.
   */
  @Test
  void weightedSamplesHaveTheExactAverages() {
    Lattice lattice = Lattice.of(4, 4);
    double beta = 2;
    GaugeTorus torus = U1Action.of(lattice, beta).gaugeTorus().orElseThrow();
    int n = 4000;
    double[] phi = new double[32 * n];
    double[] logWeight = new double[n];
    flow(lattice, beta, 24).sample(7, "sample", 0, n, phi, null, logWeight);
    double largest = Arrays.stream(logWeight).max().orElseThrow();
    double[] weight = new double[n];
    double sum = 0;
    double squares = 0;
    for (int b = 0; b < n; b++) {
      weight[b] = Math.exp(logWeight[b] - largest);
      sum += weight[b];
      squares += weight[b] * weight[b];
    }
    double effective = sum * sum / squares;
    assertTrue(effective > 0.9 * n, "effective sample size " + effective);
    double error = Math.sqrt((n / effective - 1) / n);
    double logZ = Math.log(sum / n) + largest;
    assertEquals(torus.logPartitionFunction(), logZ, 4 * error);

    double[] exact = {torus.wilsonLoop(1), torus.wilsonLoop(4), torus.susceptibility()};
    int blocks = 50;
    double[] total = new double[3];
    double[][] left = new double[blocks][3];
    for (int b = 0; b < n; b++) {
      double[] measured = measured(lattice, phi, n, b);
      for (int i = 0; i < 3; i++) {
        double deviation = weight[b] * (measured[i] - exact[i]);
        total[i] += deviation;
        left[b % blocks][i] -= deviation;
      }
    }
    for (double[] block : left) {
      for (int i = 0; i < 3; i++) {
        block[i] = (block[i] + total[i]) * blocks / (blocks - 1);
      }
    }
    JointTest test = JointTest.ofReplicas(total, left);
    assertEquals(3, test.quantities());
    assertTrue(test.probability() > 1e-4, test.toString());
  }

  private static double[] measured(Lattice lattice, double[] phi, int n, int b) {
    double[] theta = new double[lattice.volume()];
    new ClosedFormModel(U1Action.of(lattice, 1), TimeLadder.uniform(2, 1))
        .score()
        .plaquettes(phi, n, b, theta, 1, 0);
    double charge = 0;
    double small = 0;
    double large = 0;
    for (int x = 0; x < theta.length; x++) {
      int right = lattice.forward(x, 0);
      int up = lattice.forward(x, 1);
      small += Math.cos(theta[x]) / theta.length;
      large +=
          Math.cos(theta[x] + theta[right] + theta[up] + theta[lattice.forward(up, 0)])
              / theta.length;
      charge += Angles.wrap(theta[x]) / (2 * Math.PI);
    }
    return new double[] {small, large, charge * charge / theta.length};
  }

  @Test
  void configurationsDependOnTheirIndexAlone() {
    Lattice lattice = Lattice.of(4, 6);
    ProbabilityFlow flow = flow(lattice, 3, 12);
    int n = 150; // more than are worked on together
    double[] phi = new double[48 * n];
    double[] logQ = new double[n];
    double[] logWeight = new double[n];
    flow.sample(5, "sample", 0, n, phi, logQ, logWeight);
    double[] one = new double[48];
    double[] q = new double[1];
    double[] w = new double[1];
    for (int b : new int[] {0, 77, 149}) {
      flow(lattice, 3, 12).sample(5, "sample", b, 1, one, q, w);
      assertEquals(logQ[b], q[0], 0.0);
      assertEquals(logWeight[b], w[0], 0.0);
      for (int i = 0; i < 48; i++) {
        assertEquals(phi[i * n + b], one[i], 0.0);
        assertTrue(one[i] >= -Math.PI && one[i] < Math.PI);
      }
    }
    List<double[]> way = flow.trajectory(5, "sample", 77, 2);
    double[] end = way.get(way.size() - 1);
    for (int i = 0; i < 48; i++) {
      assertEquals(phi[i * n + 77], end[2 * i], 0.0);
    }
  }

  /** Down and up again, the density is the same but for what the integrator leaves. */
  @Test
  void densityOfSamplesIsThatOfTheFlowUpwards() {
    Lattice lattice = Lattice.of(4, 4);
    double[] differences = new double[2];
    for (int i = 0; i < 2; i++) {
      ProbabilityFlow flow = flow(lattice, 2, 24 << i);
      int n = 20;
      double[] phi = new double[32 * n];
      double[] down = new double[n];
      double[] up = new double[n];
      flow.sample(5, "sample", 0, n, phi, down, new double[n]);
      flow.logDensity(phi, n, up);
      for (int b = 0; b < n; b++) {
        differences[i] = Math.max(differences[i], Math.abs(up[b] - down[b]));
      }
    }
    assertTrue(differences[0] < 0.02, "" + differences[0]);
    assertTrue(differences[1] < differences[0] / 6, differences[0] + " " + differences[1]);
  }

  /** The links are those whose plaquettes flowed, by a change without divergence or mean. */
  @Test
  void linksFollowTheirPlaquettes() {
    Lattice lattice = Lattice.of(5, 3);
    ClosedFormModel model =
        new ClosedFormModel(U1Action.of(lattice, 3), TimeLadder.shiftedGeometric(4, 0.3, 14));
    PlaquetteScore score = model.score();
    ProbabilityFlow flow =
        new ProbabilityFlow(score, model.prior(), model.action(), FlowIntegrator.RK4);
    int links = 2 * lattice.volume();
    double[] before = flow.start(4, "sample", 2);
    List<double[]> way = flow.trajectory(4, "sample", 2, 1);
    assertArrayEquals(before, way.get(0), 0.0);
    double[] change = new double[links];
    for (int i = 0; i < links; i++) {
      change[i] = way.get(1)[i] - before[i];
    }
    PlaquetteFields state = new PlaquetteFields(score, 1);
    double[] moved = before.clone();
    state.load(before, 1, 0, 1, 4);
    state.store(moved, 1, 0, 1, 4);
    assertArrayEquals(before, moved, 1e-15);
    double[] sums = new double[2];
    for (int x = 0; x < lattice.volume(); x++) {
      double divergence = 0;
      for (int mu = 0; mu < 2; mu++) {
        double step = Angles.wrap(change[2 * x + mu]);
        sums[mu] += step;
        divergence += step - Angles.wrap(change[2 * lattice.backward(x, mu) + mu]);
      }
      assertEquals(0, divergence, 1e-13);
    }
    assertArrayEquals(new double[2], sums, 1e-12);
  }
}
