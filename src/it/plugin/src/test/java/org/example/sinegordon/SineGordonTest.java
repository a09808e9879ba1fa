package org.example.sinegordon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;

class SineGordonTest {
  private static final double H = 1e-5;

  /** By its name, as files find it. */
  private final Action action =
      Actions.real(Lattice.of(3, 4), "sineGordon", Map.of("m2", 0.3, "g", 0.7));

  private double[] field() {
    double[] phi = new double[12];
    Streams.of(1, "sine-Gordon test", 0, 0).gaussians(phi, 0, 1, phi.length);
    return phi;
  }

  private double action(double[] phi) {
    double[] out = new double[1];
    action.action(phi, 1, out);
    return out[0];
  }

  @Test
  void forceAndLaplacianAreDerivativesOfTheAction() {
    double[] phi = field();
    double[] force = new double[phi.length];
    action.addForce(phi, 1, 1, force);
    double trace = 0;
    for (int x = 0; x < phi.length; x++) {
      double centre = phi[x];
      phi[x] = centre + H;
      double above = action(phi);
      double[] forceAbove = new double[phi.length];
      action.addForce(phi, 1, 1, forceAbove);
      phi[x] = centre - H;
      double below = action(phi);
      phi[x] = centre;
      assertEquals((below - above) / (2 * H), force[x], 1e-8);
      trace -= (forceAbove[x] - force[x]) / H;
    }
    double[] laplacian = new double[1];
    action.laplacian(phi, 1, laplacian);
    assertEquals(trace, laplacian[0], 1e-3);
  }

  @Test
  void theSignOfTheFieldIsASymmetry() {
    double[] phi = field();
    double[] minus = new double[phi.length];
    for (int x = 0; x < phi.length; x++) {
      minus[x] = -phi[x];
    }
    assertEquals(action(phi), action(minus));
  }
}
