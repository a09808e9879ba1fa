package org.fieldbeam.core.markov;

/** The kinetic energy p^2 / 2. */
final class UnitKinetic implements Kinetic {
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
