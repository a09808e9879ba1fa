package org.fieldbeam.core.observable.average;

import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.RowKernel;

/** The kernel of an average over the sites of a scalar field. Not thread safe. */
public abstract class LocalAverage implements RowKernel {
  private final RowSums sums = new RowSums();

  @Override
  public final void begin(MeasuredBatch batch) {
    sums.begin(batch);
  }

  @Override
  public final void addRow(MeasuredBatch batch) {
    add(batch, sums.of(batch));
  }

  /**
   * Adds what each site of a part of a row contributes to the element of its place.
   *
   * @param batch the configurations, turned to the part
   * @param sums as long as the part
   */
  protected abstract void add(MeasuredBatch batch, double[] sums);

  @Override
  public final void endStrip(MeasuredBatch batch) {
    sums.endStrip(batch);
  }

  @Override
  public final void measure(MeasuredBatch batch, int first, double[] out) {
    double volume = batch.ensemble().lattice().volume();
    sums.fold(batch.size(), out, first * batch.size(), 1.0 / volume);
  }
}
