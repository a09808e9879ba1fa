package org.fieldbeam.core.observable.average;

import org.fieldbeam.core.observable.batch.BatchFold;

/**
 * The longest wave along an axis, and the parts that sums over slices have of it. Not thread safe.
 */
public final class Wave {
  private final int length;
  private final double[][] parts;
  private double[] amplitude = {};
  private double[] other = {};

  /** The wave on an axis of some sites. */
  public Wave(int length) {
    this.length = length;
    parts = new double[2][length];
    for (int a = 0; a < length; a++) {
      parts[0][a] = StrictMath.cos(2 * Math.PI * a / length);
      parts[1][a] = StrictMath.sin(2 * Math.PI * a / length);
    }
  }

  /** Adds a factor times Re p^* q, p and q the parts that two fields have of the wave. */
  public void addProducts(
      double[] slices, double[] others, int batch, double scale, double[] out, int at) {
    if (amplitude.length != length * batch) {
      amplitude = new double[length * batch];
      other = new double[length * batch];
    }
    double[] second = slices == others ? amplitude : other;
    for (double[] part : parts) {
      project(part, slices, batch, amplitude);
      if (slices != others) {
        project(part, others, batch, other);
      }
      for (int b = 0; b < batch; b++) {
        out[at + b] += scale * amplitude[b] * second[b];
      }
    }
  }

  private void project(double[] part, double[] slices, int batch, double[] out) {
    for (int a = 0; a < length; a++) {
      for (int b = 0; b < batch; b++) {
        out[a * batch + b] = part[a] * slices[a * batch + b];
      }
    }
    BatchFold.foldAt(out, 0, length, batch);
  }
}
