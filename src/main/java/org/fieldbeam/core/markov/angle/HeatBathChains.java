package org.fieldbeam.core.markov.angle;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.angle.AngleForm;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.markov.ChainBatch;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.cluster.WolffCluster;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.VonMises;

/** Chains of {@link HeatBath}, angle after angle in the order of the layout. */
final class HeatBathChains extends ChainBatch {
  private final HeatBath algorithm;
  private final AngleForm form;
  private final RandomStream[] random;
  private final WolffCluster cluster;
  private final double[] re;
  private final double[] im;

  HeatBathChains(
      HeatBath algorithm,
      Action action,
      AngleForm form,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    super(action, start, seed, purpose, firstChain, batch);
    this.algorithm = algorithm;
    this.form = form;
    random = streams();
    // A link of the energy -beta a b is one of the hopping -2 kappa a b.
    cluster =
        algorithm.clusters() > 0
            ? new WolffCluster(lattice, form.neighbourCoupling().orElseThrow() / 2)
            : null;
    re = new double[batch];
    im = new double[batch];
  }

  @Override
  public void update(long number) {
    restart(random, number);
    for (int sweep = 0; sweep < algorithm.overrelaxations(); sweep++) {
      for (int value = 0; value < values; value++) {
        reflect(value);
      }
    }
    for (int value = 0; value < values; value++) {
      draw(value);
    }
    for (int b = 0; b < batch && cluster != null; b++) {
      for (int i = 0; i < algorithm.clusters(); i++) {
        flipCluster(b);
      }
    }
  }

  private void reflect(int value) {
    form.staple(phi, batch, value, re, im);
    for (int b = 0; b < batch; b++) {
      int at = value * batch + b;
      phi[at] = Angles.wrap(2 * StrictMath.atan2(im[b], re[b]) - phi[at]);
    }
  }

  private void draw(int value) {
    form.staple(phi, batch, value, re, im);
    for (int b = 0; b < batch; b++) {
      double kappa = Math.sqrt(re[b] * re[b] + im[b] * im[b]);
      phi[value * batch + b] =
          Angles.wrap(StrictMath.atan2(im[b], re[b]) + VonMises.draw(kappa, random[b]));
    }
  }

  /** Reflects a cluster at the line across a random direction r: theta -> 2 r + pi - theta. */
  private void flipCluster(int b) {
    double direction = VonMises.uniform(random[b]);
    double[] along = new double[values];
    double[] before = new double[values];
    for (int site = 0; site < values; site++) {
      before[site] = Angles.cosine(phi[site * batch + b] - direction);
      along[site] = before[site];
    }
    cluster.flip(along, random[b]);
    for (int site = 0; site < values; site++) {
      if (along[site] != before[site]) {
        int at = site * batch + b;
        phi[at] = Angles.wrap(2 * direction + Math.PI - phi[at]);
      }
    }
  }
}
