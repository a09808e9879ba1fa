package org.fieldbeam.core.score;

import java.io.Serializable;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;

/**
 * The distribution at the upper end of the ladder, from which the reverse process starts.
 *
 * <p>An instance may hold scratch memory and serves one thread.
 */
public interface Prior extends Serializable {

  /** The lattice of the fields. */
  Lattice lattice();

  /**
   * Draws a batch of fields.
   *
   * @param streams one stream of random numbers per configuration
   * @param batch number of configurations
   * @param phi receives the fields, index {@code site * batch + b}
   * @param logDensity receives the normalised log density of each field
   */
  void sample(RandomStream[] streams, int batch, double[] phi, double[] logDensity);

  /**
   * The normalised log density, with respect to the flat measure {@code prod_x d phi_x}.
   *
   * @param phi the fields, index {@code site * batch + b}; not changed
   * @param batch number of configurations
   * @param out receives the log density of each field
   */
  void logDensity(double[] phi, int batch, double[] out);

  /** A prior of the same distribution with scratch memory of its own. */
  Prior newEvaluator();
}
