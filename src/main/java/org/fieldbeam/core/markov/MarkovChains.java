package org.fieldbeam.core.markov;

import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;

/** A batch of running Markov chains that advance in lockstep. Not thread safe. */
public interface MarkovChains {

  /** Advances every chain by a number of updates. */
  void advance(int updates);

  /** Returns the number of updates since the start, plus the step number of the start. */
  long step();

  /** Returns the number of chains. */
  int batch();

  /** Returns the number of the first chain of the batch. */
  long firstChain();

  /** Returns what the fields consist of. */
  FieldLayout layout();

  /** Returns the lattice of the fields. */
  default Lattice lattice() {
    return layout().lattice();
  }

  /**
   * Returns the live fields, {@code V * batch} numbers with V the size of the layout, element
   * {@code value * batch + b}: they change with the next update, and must not be written. Angles
   * lie in [-pi, pi).
   */
  double[] fields();

  /**
   * Writes the action of every chain's field.
   *
   * @param out receives {@code out[b] = S}
   */
  void action(double[] out);

  /**
   * Returns whether updates end with one decision on the whole field, as those of hybrid Monte
   * Carlo do.
   */
  boolean decidesGlobally();

  /**
   * Returns whether chain {@code b} accepted the last update, of algorithms that decide globally;
   * true before the first update, and for others.
   */
  boolean accepted(int b);

  /**
   * Returns the fraction of the proposals of chain {@code b} that were accepted during the last
   * {@link #advance}: of trajectories, or of changes of single sites; NaN if there were none.
   */
  double acceptance(int b);

  /**
   * Returns the energy violation Delta H of the last trajectory of chain {@code b}; NaN before the
   * first update and for algorithms that have none. It is positive infinity where the energy was
   * not a finite number any more: such a trajectory is rejected.
   */
  double deltaH(int b);

  /**
   * Copies the field of one chain.
   *
   * @param b the chain's place in the batch
   * @param out receives the values of the field in the order of the layout, from {@code
   *     out[offset]} on
   * @param offset the first element to write
   */
  default void copyField(int b, double[] out, int offset) {
    double[] fields = fields();
    int batch = batch();
    int size = layout().size();
    for (int i = 0; i < size; i++) {
      out[offset + i] = fields[i * batch + b];
    }
  }
}
