package org.fieldbeam.core.observable;

/**
 * A kernel of sums over sites, which takes scalar fields row by row: all such kernels see a row
 * while it is in the cache. Long rows are cut into strips, and of a strip all rows follow each
 * other.
 */
public interface RowKernel extends Kernel {
  /** Called before the rows of a batch. */
  void begin(MeasuredBatch batch);

  /**
   * Adds what the sites of a part of a row contribute.
   *
   * @param batch the configurations, turned to the part
   */
  void addRow(MeasuredBatch batch);

  /**
   * Called after all rows of a strip.
   *
   * @param batch the configurations, turned to the last row
   */
  void endStrip(MeasuredBatch batch);
}
