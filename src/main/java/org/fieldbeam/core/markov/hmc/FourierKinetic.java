package org.fieldbeam.core.markov.hmc;

import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.MomentumFilter;

/**
 * The kinetic energy p K p / 2 with K_k = 1 / (phat_k^2 + mass^2), for each value of a site (each
 * component, the links along each axis) by itself.
 */
public final class FourierKinetic implements Kinetic {
  private final MomentumFilter inverseRoot;
  private final MomentumFilter kernel;
  private final double[] velocity;

  public FourierKinetic(FieldLayout layout, double mass, int batch) {
    double massSquared = mass * mass;
    Lattice lattice = layout.lattice();
    // The values of a site follow each other, batch by batch: to the filter more of a batch.
    int fields = layout.perSite() * batch;
    kernel = new MomentumFilter(lattice, fields, phat2 -> 1 / (phat2 + massSquared));
    inverseRoot = new MomentumFilter(lattice, fields, phat2 -> Math.sqrt(phat2 + massSquared));
    velocity = new double[layout.size() * batch];
  }

  @Override
  public void colour(double[] p) {
    inverseRoot.apply(p, p);
  }

  @Override
  public boolean isUnit() {
    return false;
  }

  @Override
  public double[] velocity(double[] p) {
    kernel.apply(p, velocity);
    return velocity;
  }
}
