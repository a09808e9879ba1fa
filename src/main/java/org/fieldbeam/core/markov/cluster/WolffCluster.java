package org.fieldbeam.core.markov.cluster;

import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;

/**
 * Wolff's single-cluster update of the signs of a field: a link of the energy -2 kappa phi_x phi_y
 * is frozen with the probability 1 - exp(-4 kappa phi_x phi_y) where this is positive, and the
 * cluster of frozen links around a random site changes its sign.
 */
public final class WolffCluster {
  private final Lattice lattice;
  private final double fourKappa;
  private final int[] pending;
  // The number of the last cluster that each site was in.
  private final int[] lastCluster;
  private int number;

  /**
   * Returns what grows clusters.
   *
   * @param kappa the hopping parameter
   */
  public WolffCluster(Lattice lattice, double kappa) {
    this.lattice = lattice;
    fourKappa = 4 * kappa;
    pending = new int[lattice.volume()];
    lastCluster = new int[lattice.volume()];
  }

  /**
   * Grows and flips one cluster.
   *
   * @param field one number for each site; those of the cluster change their sign
   * @param random where the random numbers come from
   */
  public void flip(double[] field, RandomStream random) {
    int dimensions = lattice.dimensions();
    int seed = random.nextInt(field.length);
    number++;
    join(seed, field);
    pending[0] = seed;
    int count = 1;
    while (count > 0) {
      int site = pending[--count];
      // The site is flipped already, its neighbours outside the cluster are not.
      double flipped = -fourKappa * field[site];
      for (int axis = 0; axis < dimensions; axis++) {
        count = visit(lattice.forward(site, axis), flipped, field, random, count);
        count = visit(lattice.backward(site, axis), flipped, field, random, count);
      }
    }
  }

  private int visit(int site, double flipped, double[] field, RandomStream random, int count) {
    if (lastCluster[site] == number) {
      return count;
    }
    double energy = flipped * field[site];
    if (energy > 0 && random.nextDouble() >= NegativeExponential.of(energy)) {
      join(site, field);
      pending[count] = site;
      return count + 1;
    }
    return count;
  }

  private void join(int site, double[] field) {
    lastCluster[site] = number;
    field[site] = -field[site];
  }
}
