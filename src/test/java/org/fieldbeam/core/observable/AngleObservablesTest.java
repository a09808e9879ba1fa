package org.fieldbeam.core.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.action.XyAction;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.lattice.Lattice;
import org.junit.jupiter.api.Test;

/** Observables of angles that are chosen by name: defects, twists and loops around the torus. */
class AngleObservablesTest {
  private static double measure(Action action, String observable, double... field) {
    EnsembleMeasurement measurement =
        EnsembleMeasurement.of(
            EnsembleTraits.of(action), ObservableChoice.of(List.of(observable), Map.of()));
    double[] out = new double[measurement.columns().size()];
    measurement.kernel().measure(field, 1, out);
    return out[measurement.columns().indexOf(observable)];
  }

  private static double[] random(int size) {
    return new SplittableRandom(5).doubles(size, -3, 3).toArray();
  }

  /** The modulus is -(1/V) [d^2/dt^2 - beta (d/dt)^2] of sum cos(D_mu + t) at t = 0. */
  @Test
  void helicityModulusIsTheStiffnessAgainstATwist() {
    Lattice lattice = Lattice.of(4, 3);
    double[] theta = random(12);
    double h = 1e-3;
    double sum = 0;
    for (int mu = 0; mu < 2; mu++) {
      double up = twisted(lattice, theta, mu, h);
      double at = twisted(lattice, theta, mu, 0);
      double down = twisted(lattice, theta, mu, -h);
      double slope = (up - down) / (2 * h);
      sum += (-(up - 2 * at + down) / (h * h) - 0.7 * slope * slope) / 24;
    }
    assertEquals(sum, measure(XyAction.of(lattice, 0.7), "helicityModulus", theta), 1e-5);
  }

  private static double twisted(Lattice lattice, double[] theta, int mu, double twist) {
    double sum = 0;
    for (int x = 0; x < theta.length; x++) {
      sum += Math.cos(theta[x] - theta[lattice.forward(x, mu)] + twist);
    }
    return sum;
  }

  /** A vortex and an antivortex, whose field falls off towards the edge. */
  @Test
  void vorticesAreCounted() {
    int extent = 16;
    Lattice lattice = Lattice.of(extent, extent);
    double[] theta = new double[extent * extent];
    assertEquals(0, measure(XyAction.of(lattice, 1), "vortexDensity", theta));
    for (int x = 0; x < extent; x++) {
      for (int y = 0; y < extent; y++) {
        theta[x * extent + y] =
            Angles.wrap(Math.atan2(y - 7.5, x - 6.5) - Math.atan2(y - 7.5, x - 8.5));
      }
    }
    assertEquals(2.0 / 256, measure(XyAction.of(lattice, 1), "vortexDensity", theta), 1e-15);
  }

  /** Flux 2 pi through some slices ends in monopoles; flux that goes all round has no end. */
  @Test
  void monopolesAreWhereFluxEnds() {
    Action action = U1Action.of(Lattice.of(6, 6, 6), 1);
    assertEquals(0, measure(action, "monopoleDensity", slices(6)));
    double count = 216 * measure(action, "monopoleDensity", slices(3));
    assertEquals(Math.rint(count), count, 1e-9);
    assertTrue(count >= 2 && Math.rint(count) % 2 == 0, "monopoles " + count);
    assertEquals(0, measure(action, "monopoleDensity", slices(0)));
  }

  /** Links of constant plaquettes 2 pi/36 in the planes of the first so many slices. */
  private static double[] slices(int number) {
    double[] links = new double[3 * 216];
    double c = 2 * Math.PI / 36;
    for (int x = 0; x < 6; x++) {
      for (int y = 0; y < 6; y++) {
        for (int z = 0; z < number; z++) {
          int at = 3 * ((x * 6 + y) * 6 + z);
          links[at] = x == 5 ? Angles.wrap(-6 * c * y) : 0;
          links[at + 1] = Angles.wrap(c * x);
        }
      }
    }
    return links;
  }

  /** Of constant links a the loop along an axis of extent L is exp(i a L). */
  @Test
  void polyakovLoopsGoAround() {
    double[] links = new double[2 * 12];
    Arrays.fill(links, 0.3);
    Action action = U1Action.of(Lattice.of(4, 3), 1);
    assertEquals(
        (Math.cos(1.2) + Math.cos(0.9)) / 2, measure(action, "polyakovLoop", links), 1e-14);
    EnsembleMeasurement measurement =
        EnsembleMeasurement.of(
            EnsembleTraits.of(action), ObservableChoice.of(List.of("polyakovLoop"), Map.of()));
    double[] out = new double[measurement.columns().size()];
    measurement.kernel().measure(links, 1, out);
    assertEquals(1, out[measurement.columns().indexOf("absPolyakovLoop")], 1e-14);
  }
}
