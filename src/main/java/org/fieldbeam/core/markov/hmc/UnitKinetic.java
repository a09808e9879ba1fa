package org.fieldbeam.core.markov.hmc;

/** The kinetic energy p^2 / 2. */
public final class UnitKinetic implements Kinetic {
  @Override
  public void colour(double[] p) {}

  @Override
  public boolean isUnit() {
    return true;
  }

  @Override
  public double[] velocity(double[] p) {
    return p;
  }
}
