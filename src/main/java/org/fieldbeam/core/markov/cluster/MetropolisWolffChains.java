package org.fieldbeam.core.markov.cluster;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.action.SitePotential;
import org.fieldbeam.core.lattice.SiteSums;
import org.fieldbeam.core.markov.ChainBatch;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.random.RandomStream;

/**
 * Metropolis sweeps in lockstep, cluster flips chain by chain.
 *
 * <p>A sweep goes row by row. Within a row it updates the even sites together, then the odd ones,
 * then, where the extent is odd, the last site, which neighbours an even one.
 */
final class MetropolisWolffChains extends ChainBatch {
  private final HoppingForm form;
  private final SitePotential potential;
  private final MetropolisWolff algorithm;
  private final double scaleWidth;
  private final boolean coupled;
  private final RandomStream[] random;

  // Per sweep and row: two uniform numbers per value, the neighbours, exp(-Delta S).
  private final double[] proposals;
  private final double[] decisions;
  private final double[] neighbours;
  private final double[] weights;
  private final double[] scaleProposals;
  private final double[] scaleDecisions;
  // Sums of phi^n at n, for the powers of the potential.
  private final double[][] powers;
  private final double[] actions;
  private final WolffCluster cluster;

  MetropolisWolffChains(
      MetropolisWolff algorithm,
      Action action,
      HoppingForm form,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    super(action, start, seed, purpose, firstChain, batch);
    this.form = form;
    potential = form.potential();
    this.algorithm = algorithm;
    random = streams();
    scaleWidth = 2 / Math.sqrt(lattice.volume());
    coupled = form.hops();
    int row = SiteSums.rowLength(lattice, batch);
    proposals = new double[phi.length];
    decisions = new double[phi.length];
    neighbours = new double[row];
    weights = new double[row];
    scaleProposals = new double[batch];
    scaleDecisions = new double[batch];
    powers = new double[potential.degree() + 1][batch];
    actions = new double[batch];
    cluster = new WolffCluster(lattice, form.kappa());
  }

  @Override
  public void update(long number) {
    restart(random, number);
    for (int sweep = 0; sweep < algorithm.sweeps(); sweep++) {
      metropolisSweep();
      rescale();
    }
    if (algorithm.clusters() > 0) {
      double[] field = new double[lattice.volume()];
      for (int b = 0; b < batch; b++) {
        copyField(b, field, 0);
        for (int i = 0; i < algorithm.clusters(); i++) {
          cluster.flip(field, random[b]);
        }
        for (int site = 0; site < field.length; site++) {
          phi[site * batch + b] = field[site];
        }
      }
    }
  }

  private void metropolisSweep() {
    int volume = lattice.volume();
    countProposals(volume);
    for (int b = 0; b < batch; b++) {
      random[b].uniforms(proposals, b, batch, volume);
      random[b].uniforms(decisions, b, batch, volume);
      scaleProposals[b] = random[b].nextDouble();
      scaleDecisions[b] = random[b].nextDouble();
    }
    int sites = lattice.extent(lattice.shape().length - 1);
    boolean odd = sites % 2 == 1;
    for (int site = 0; site < volume; site += sites) {
      if (coupled) {
        updateSites(site, 0, odd ? sites - 1 : sites, 2);
        updateSites(site, 1, sites, 2);
        if (odd) {
          updateSites(site, sites - 1, sites, 2);
        }
      } else {
        updateSites(site, 0, sites, 1);
      }
    }
  }

  /** Updates the sites from, from + stride, ... below to of the row that begins at a site. */
  private void updateSites(int rowSite, int from, int to, int stride) {
    int n = 0;
    for (int x = from; x < to; x += stride, n += batch) {
      sumNeighbours(rowSite + x, n);
    }
    n = 0;
    for (int x = from; x < to; x += stride, n += batch) {
      propose((rowSite + x) * batch, n);
    }
    NegativeExponential.apply(weights, n);
    n = 0;
    for (int x = from; x < to; x += stride, n += batch) {
      decide((rowSite + x) * batch, n);
    }
  }

  private void sumNeighbours(int site, int at) {
    Arrays.fill(neighbours, at, at + batch, 0.0);
    if (!coupled) {
      return;
    }
    for (int axis = 0; axis < lattice.dimensions(); axis++) {
      int up = lattice.forward(site, axis) * batch;
      int down = lattice.backward(site, axis) * batch;
      for (int b = 0; b < batch; b++) {
        neighbours[at + b] += phi[up + b] + phi[down + b];
      }
    }
  }

  /** Turns the uniform numbers of a site into proposals and computes Delta S. */
  private void propose(int from, int at) {
    double hop = -2 * form.kappa();
    double c2 = potential.coefficient(2);
    double c4 = potential.coefficient(4);
    boolean quartic = potential.isQuartic();
    double width = algorithm.width();
    for (int b = 0; b < batch; b++) {
      double old = phi[from + b];
      double proposal = old + width * (2 * proposals[from + b] - 1);
      proposals[from + b] = proposal;
      double local;
      if (quartic) {
        double oldSquare = old * old;
        double square = proposal * proposal;
        local = (square - oldSquare) * (c2 + c4 * (square + oldSquare));
      } else {
        local = potential.value(proposal) - potential.value(old);
      }
      weights[at + b] = hop * neighbours[at + b] * (proposal - old) + local;
    }
  }

  private void decide(int from, int at) {
    for (int b = 0; b < batch; b++) {
      boolean accept = decisions[from + b] < weights[at + b];
      phi[from + b] = accept ? proposals[from + b] : phi[from + b];
      acceptedProposals[b] += accept ? 1 : 0;
    }
  }

  /**
   * One Metropolis step of the overall scale: S(exp(s) phi) = e^(2s) S_2 + sum_n e^(ns) S_n for the
   * terms of second degree and for those of each other power, of which the latter are computed
   * here.
   */
  private void rescale() {
    int volume = lattice.volume();
    action.action(phi, batch, actions);
    for (int n = 1; n <= potential.degree(); n++) {
      if (n != 2 && potential.coefficient(n) != 0) {
        powerSums(n, powers[n]);
      }
    }
    for (int b = 0; b < batch; b++) {
      double s = scaleWidth * (2 * scaleProposals[b] - 1);
      double factor = StrictMath.exp(s);
      double square = actions[b];
      double others = 0;
      for (int n = 1; n <= potential.degree(); n++) {
        if (n != 2 && potential.coefficient(n) != 0) {
          double term = potential.coefficient(n) * powers[n][b];
          square -= term;
          others += term * (power(factor, n) - 1);
        }
      }
      double deltaS = square * (factor * factor - 1) + others;
      if (scaleDecisions[b] < StrictMath.exp(volume * s - deltaS)) {
        for (int i = b; i < phi.length; i += batch) {
          phi[i] *= factor;
        }
      }
    }
  }

  /** Computes sum_x phi_x^n; the decisions are used up, and serve as scratch. */
  private void powerSums(int n, double[] sums) {
    if (n == 1) {
      SiteSums.sum(lattice, phi, batch, sums);
      return;
    }
    for (int i = 0; i < phi.length; i++) {
      decisions[i] = power(phi[i], n / 2);
    }
    if (n % 2 == 0) {
      SiteSums.dot(lattice, decisions, decisions, batch, sums);
      return;
    }
    for (int i = 0; i < phi.length; i++) {
      proposals[i] = decisions[i] * phi[i];
    }
    SiteSums.dot(lattice, decisions, proposals, batch, sums);
  }

  /** x^n by squares; x^4 = (x^2)^2. */
  private static double power(double x, int n) {
    double result = n % 2 == 1 ? x : 1;
    double square = x;
    for (int left = n / 2; left > 0; left /= 2) {
      square *= square;
      if (left % 2 == 1) {
        result *= square;
      }
    }
    return result;
  }
}
