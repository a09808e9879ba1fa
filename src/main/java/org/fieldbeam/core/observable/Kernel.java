package org.fieldbeam.core.observable;

/** Computes the columns of a kind for the configurations of a batch. Not thread safe. */
@FunctionalInterface
public interface Kernel {
  /**
   * Writes the columns of a batch.
   *
   * @param batch the configurations
   * @param first the place of the first column
   * @param out receives {@code out[(first + column) * batch.size() + b]}
   */
  void measure(MeasuredBatch batch, int first, double[] out);
}
