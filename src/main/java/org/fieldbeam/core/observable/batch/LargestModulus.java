package org.fieldbeam.core.observable.batch;

import java.util.Arrays;

/** The largest modulus of the complex values of each configuration. */
public final class LargestModulus {
  private LargestModulus() {}

  /**
   * Computes it.
   *
   * @param re real parts, element {@code value * batch + b}
   * @param im imaginary parts
   * @param values number of values of a configuration
   * @param batch number of configurations
   * @param out receives one number for each configuration, from {@code out[at]} on
   */
  public static void of(double[] re, double[] im, int values, int batch, double[] out, int at) {
    Arrays.fill(out, at, at + batch, 0);
    for (int i = 0; i < values * batch; i += batch) {
      for (int b = 0; b < batch; b++) {
        out[at + b] = Math.max(out[at + b], re[i + b] * re[i + b] + im[i + b] * im[i + b]);
      }
    }
    for (int b = 0; b < batch; b++) {
      out[at + b] = Math.sqrt(out[at + b]);
    }
  }
}
