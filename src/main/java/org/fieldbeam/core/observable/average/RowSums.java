package org.fieldbeam.core.observable.average;

import java.util.Arrays;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.batch.BatchFold;

/** Sums over the rows of a scalar field, for each place of a row: strip by strip. */
public final class RowSums {
  private double[] row = {};
  private double[] strip = {};

  /** Starts a batch. */
  public void begin(MeasuredBatch batch) {
    if (row.length != batch.rowLength()) {
      row = new double[batch.rowLength()];
    }
    strip = new double[0];
  }

  /** The sums of the strip, as long as the parts of rows in it. */
  public double[] of(MeasuredBatch batch) {
    int run = batch.row().length;
    if (strip.length != run) {
      strip = new double[run];
    }
    return strip;
  }

  /** Ends a strip. */
  public void endStrip(MeasuredBatch batch) {
    System.arraycopy(strip, 0, row, batch.stripStart(), strip.length);
    Arrays.fill(strip, 0);
  }

  /** Writes the sums over all sites times a number. */
  public void fold(int batch, double[] out, int at, double scale) {
    BatchFold.fold(row, row.length / batch, batch, out, at, scale);
  }
}
