package org.fieldbeam.core.markov;

import org.fieldbeam.core.lattice.Lattice;

/** The kinetic energy p K p / 2 with K_k = 1 / (phat_k^2 + mass^2). */
final class FourierKinetic implements Kinetic {
  private final MomentumFilter inverseRoot;
  private final MomentumFilter kernel;
  private final double[] velocity;

  FourierKinetic(Lattice lattice, double mass, int batch) {
    double massSquared = mass * mass;
    kernel = new MomentumFilter(lattice, batch, phat2 -> 1 / (phat2 + massSquared));
    inverseRoot = new MomentumFilter(lattice, batch, phat2 -> Math.sqrt(phat2 + massSquared));
    velocity = new double[lattice.volume() * batch];
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
