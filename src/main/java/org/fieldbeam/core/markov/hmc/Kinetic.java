package org.fieldbeam.core.markov.hmc;

/** A kinetic energy p K p / 2 with a real symmetric kernel K; not thread safe. */
public interface Kinetic {

  /** Turns independent N(0,1) numbers into momenta of the weight exp(-p K p / 2), in place. */
  void colour(double[] p);

  /** Returns whether K is the identity. */
  boolean isUnit();

  /** Returns the velocity K p, in an array that the next call may overwrite. */
  double[] velocity(double[] p);
}
