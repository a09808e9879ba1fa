package org.fieldbeam.core.markov.hmc;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;

/**
 * Metropolis steps that change the topological charge of two-dimensional U(1) gauge theory by one:
 * they add or take away, with equal probability, the field of one instanton, here that of constant
 * plaquettes 2 pi/V (the winding transformation of Albandea, Hernandez, Ramos and Romero-Lopez,
 * Eur. Phys. J. C 81 (2021) 873, arXiv 2106.14234, with the whole torus as its region). The map
 * keeps volumes and its two directions undo each other, so that acceptance with exp(-Delta S) keeps
 * exp(-S).
 */
final class Windings {
  private final Action action;
  private final int number;
  private final int batch;
  private final double[] instanton;
  private final double[] proposed;
  private final double[] actions;
  private final int[] signs;

  /**
   * Prepares proposals.
   *
   * @param number of proposals after each trajectory
   * @throws IllegalArgumentException as {@link #require}
   */
  Windings(Action action, int number, int batch) {
    require(action);
    this.action = action;
    this.number = number;
    this.batch = batch;
    instanton = instanton(action.lattice());
    proposed = new double[instanton.length * batch];
    actions = new double[batch];
    signs = new int[batch];
  }

  /**
   * Refuses actions of other fields.
   *
   * @throws IllegalArgumentException if the field is not of angles on the links of two axes
   */
  static void require(Action action) {
    FieldLayout layout = action.layout();
    if (action.lattice().dimensions() != 2
        || !layout.equals(FieldLayout.linkAngles(layout.lattice()))) {
      throw new IllegalArgumentException(
          "algorithm hmc changes the winding of gauge fields, and the action "
              + action.description()
              + " has none; allowed: windings: 0, or angles on the links of two-dimensional"
              + " lattices, such as u1");
    }
  }

  /**
   * Links of the plaquettes 2 pi/V: U_1(x, y) = c x, and U_0 = -c L_0 y on the last column, whose
   * last plaquette is c - 2 pi.
   */
  private static double[] instanton(Lattice lattice) {
    int columns = lattice.shape()[0];
    int rows = lattice.shape()[1];
    double c = 2 * Math.PI / lattice.volume();
    double[] links = new double[2 * lattice.volume()];
    for (int x = 0; x < columns; x++) {
      for (int y = 0; y < rows; y++) {
        int site = x * rows + y;
        links[2 * site] = x == columns - 1 ? Angles.wrap(-c * columns * y) : 0;
        links[2 * site + 1] = Angles.wrap(c * x);
      }
    }
    return links;
  }

  /**
   * Proposes changes of every chain.
   *
   * @param phi the fields, which change
   * @param now their actions, which follow
   */
  void apply(double[] phi, double[] now, RandomStream[] random) {
    for (int i = 0; i < number; i++) {
      for (int b = 0; b < batch; b++) {
        signs[b] = random[b].nextDouble() < 0.5 ? 1 : -1;
      }
      for (int link = 0; link < instanton.length; link++) {
        for (int b = 0; b < batch; b++) {
          int at = link * batch + b;
          proposed[at] = Angles.wrap(phi[at] + signs[b] * instanton[link]);
        }
      }
      action.action(proposed, batch, actions);
      for (int b = 0; b < batch; b++) {
        if (random[b].nextDouble() < StrictMath.exp(now[b] - actions[b])) {
          now[b] = actions[b];
          for (int at = b; at < phi.length; at += batch) {
            phi[at] = proposed[at];
          }
        }
      }
    }
  }
}
