package org.fieldbeam.core.markov.cluster;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.VectorForm;
import org.fieldbeam.core.lattice.SiteSums;
import org.fieldbeam.core.markov.ChainBatch;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.random.RandomStream;

/**
 * Chains of N-component vectors: Metropolis sweeps over the components of all sites, each with one
 * step of the overall scale, and flips of clusters of the Ising spins sign(phi . r), embedded along
 * a random direction r (Wolff, Phys. Rev. Lett. 62 (1989) 361).
 */
final class VectorWolffChains extends ChainBatch {
  private final MetropolisWolff algorithm;
  private final VectorForm form;
  private final int components;
  private final int sites;
  private final double scaleWidth;
  private final RandomStream[] random;
  private final WolffCluster cluster;

  private final double[] proposals;
  private final double[] decisions;
  private final double[] scaleProposals;
  private final double[] scaleDecisions;
  // Of one site: squares of the vectors, squares as proposed, neighbours, exp(-Delta S).
  private final double[] squares;
  private final double[] proposed;
  private final double[] neighbours;
  private final double[] weights;
  private final double[] actions;

  VectorWolffChains(
      MetropolisWolff algorithm,
      Action action,
      VectorForm form,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    super(action, start, seed, purpose, firstChain, batch);
    this.algorithm = algorithm;
    this.form = form;
    components = layout.components();
    sites = lattice.volume();
    scaleWidth = 2 / Math.sqrt(values);
    random = streams();
    cluster = new WolffCluster(lattice, form.kappa());
    proposals = new double[phi.length];
    decisions = new double[phi.length];
    scaleProposals = new double[batch];
    scaleDecisions = new double[batch];
    squares = new double[batch];
    proposed = new double[batch];
    neighbours = new double[batch];
    weights = new double[batch];
    actions = new double[batch];
  }

  @Override
  public void update(long number) {
    restart(random, number);
    for (int sweep = 0; sweep < algorithm.sweeps(); sweep++) {
      countProposals(values);
      for (int b = 0; b < batch; b++) {
        random[b].uniforms(proposals, b, batch, values);
        random[b].uniforms(decisions, b, batch, values);
        scaleProposals[b] = random[b].nextDouble();
        scaleDecisions[b] = random[b].nextDouble();
      }
      for (int site = 0; site < sites; site++) {
        updateSite(site);
      }
      rescale();
    }
    for (int b = 0; b < batch && algorithm.clusters() > 0; b++) {
      flipClusters(b);
    }
  }

  private void updateSite(int site) {
    Arrays.fill(squares, 0);
    int from = site * components * batch;
    for (int at = from; at < from + components * batch; at += batch) {
      for (int b = 0; b < batch; b++) {
        squares[b] += phi[at + b] * phi[at + b];
      }
    }
    for (int a = 0; a < components; a++) {
      sumNeighbours(site, a);
      propose(from + a * batch);
      NegativeExponential.apply(weights, batch);
      decide(from + a * batch);
    }
  }

  private void sumNeighbours(int site, int component) {
    Arrays.fill(neighbours, 0);
    for (int axis = 0; axis < lattice.dimensions(); axis++) {
      int up = (lattice.forward(site, axis) * components + component) * batch;
      int down = (lattice.backward(site, axis) * components + component) * batch;
      for (int b = 0; b < batch; b++) {
        neighbours[b] += phi[up + b] + phi[down + b];
      }
    }
  }

  private void propose(int at) {
    double hop = -2 * form.kappa();
    double width = algorithm.width();
    for (int b = 0; b < batch; b++) {
      double old = phi[at + b];
      double proposal = old + width * (2 * proposals[at + b] - 1);
      double change = (proposal - old) * (proposal + old);
      proposals[at + b] = proposal;
      proposed[b] = squares[b] + change;
      weights[b] =
          hop * neighbours[b] * (proposal - old)
              + change * (form.quadratic() + form.quartic() * (squares[b] + proposed[b]));
    }
  }

  private void decide(int at) {
    for (int b = 0; b < batch; b++) {
      boolean accept = decisions[at + b] < weights[b];
      phi[at + b] = accept ? proposals[at + b] : phi[at + b];
      squares[b] = accept ? proposed[b] : squares[b];
      acceptedProposals[b] += accept ? 1 : 0;
    }
  }

  /**
   * One Metropolis step of the overall scale, phi -> exp(s) phi with the Jacobian exp(N V s):
   * S(exp(s) phi) = e^(2s) S_2 + e^(4s) S_4.
   */
  private void rescale() {
    action.action(phi, batch, actions);
    double[] quartics = quarticSums();
    for (int b = 0; b < batch; b++) {
      double s = scaleWidth * (2 * scaleProposals[b] - 1);
      double factor = StrictMath.exp(s);
      double square = factor * factor;
      double quartic = form.quartic() * quartics[b];
      double deltaS = (actions[b] - quartic) * (square - 1) + quartic * (square * square - 1);
      if (scaleDecisions[b] < StrictMath.exp(values * s - deltaS)) {
        for (int i = b; i < phi.length; i += batch) {
          phi[i] *= factor;
        }
      }
    }
  }

  /** Sums (phi_x . phi_x)^2 over the sites; the decisions are used up, and serve as scratch. */
  private double[] quarticSums() {
    Arrays.fill(decisions, 0, sites * batch, 0);
    for (int site = 0; site < sites; site++) {
      for (int a = 0; a < components; a++) {
        int at = (site * components + a) * batch;
        for (int b = 0; b < batch; b++) {
          decisions[site * batch + b] += phi[at + b] * phi[at + b];
        }
      }
    }
    double[] sums = new double[batch];
    SiteSums.dot(lattice, decisions, decisions, batch, sums);
    return sums;
  }

  private void flipClusters(int b) {
    double[] direction = new double[components];
    double[] along = new double[sites];
    double[] before = new double[sites];
    for (int i = 0; i < algorithm.clusters(); i++) {
      drawDirection(random[b], direction);
      for (int site = 0; site < sites; site++) {
        double sum = 0;
        for (int a = 0; a < components; a++) {
          sum += direction[a] * phi[(site * components + a) * batch + b];
        }
        along[site] = sum;
      }
      System.arraycopy(along, 0, before, 0, sites);
      cluster.flip(along, random[b]);
      for (int site = 0; site < sites; site++) {
        double change = along[site] - before[site];
        for (int a = 0; a < components && change != 0; a++) {
          phi[(site * components + a) * batch + b] += change * direction[a];
        }
      }
    }
  }

  /** Draws a direction uniform on the sphere; of one component it is 1, up to its sign. */
  private static void drawDirection(RandomStream random, double[] direction) {
    double square = 0;
    while (square == 0) {
      random.gaussians(direction, 0, 1, direction.length);
      for (double value : direction) {
        square += value * value;
      }
    }
    for (int a = 0; a < direction.length; a++) {
      direction[a] /= Math.sqrt(square);
    }
  }
}
