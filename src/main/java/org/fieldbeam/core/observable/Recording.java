package org.fieldbeam.core.observable;

import java.util.List;

/** What a kind of observables records of each configuration, and what is estimated from it. */
public interface Recording {

  /** Returns the names of the numbers that it records, as columns of measurements. */
  List<String> columns();

  /**
   * Returns the observables, functions of the means of the columns.
   *
   * @param first the place of its first column among the columns of all recordings
   */
  List<Observable> observables(int first);

  /**
   * Writes how large the terms are that the columns are sums of, to tell signals from rounding.
   *
   * @param means the means of the columns of all recordings
   * @param first the place of its first column
   * @param sizes receives the magnitudes, from {@code sizes[first]} on
   */
  void magnitudes(double[] means, int first, double[] sizes);

  /** Returns a new kernel, for one thread. */
  FieldKernel kernel();

  /** Measures the configurations of a batch. Not thread safe. */
  interface FieldKernel {
    /**
     * Measures a batch.
     *
     * @param phi the fields, element {@code value * batch + b}
     * @param batch the number of configurations
     * @param first the place of its first column
     * @param out receives the columns, element {@code column * batch + b}
     */
    void measure(double[] phi, int batch, int first, double[] out);
  }
}
