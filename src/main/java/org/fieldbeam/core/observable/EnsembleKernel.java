package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.List;

/** Measures the columns of all chosen observables of a batch. Not thread safe. */
public final class EnsembleKernel {
  private final MeasuredBatch batch;
  private final List<Kernel> kernels = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private final List<RowKernel> byRows = new ArrayList<>();

  EnsembleKernel(EnsembleTraits ensemble, List<Recording> recordings) {
    batch = new MeasuredBatch(ensemble);
    int first = 0;
    for (Recording recording : recordings) {
      Kernel kernel = recording.kernel().orElse(null);
      if (kernel != null) {
        kernels.add(kernel);
        places.add(first);
        if (kernel instanceof RowKernel rows) {
          byRows.add(rows);
        }
      }
      first += recording.columns().size();
    }
  }

  /**
   * Measures real fields.
   *
   * @param phi the fields, element {@code value * size + b}
   * @param size the number of configurations
   * @param out receives the columns, element {@code column * size + b}
   */
  public void measure(double[] phi, int size, double[] out) {
    batch.take(phi, size);
    measure(out);
  }

  /**
   * Measures complexified fields.
   *
   * @param re real parts of the fields, element {@code value * size + b}
   * @param im imaginary parts
   * @param actionRe Re S of each configuration
   * @param actionIm Im S of each configuration
   * @param runaways of each configuration, since the one before it in its chain
   * @param size the number of configurations
   * @param out receives the columns, element {@code column * size + b}
   */
  public void measure(
      double[] re,
      double[] im,
      double[] actionRe,
      double[] actionIm,
      long[] runaways,
      int size,
      double[] out) {
    batch.take(re, im, actionRe, actionIm, runaways, size);
    measure(out);
  }

  private void measure(double[] out) {
    if (!byRows.isEmpty()) {
      for (RowKernel kernel : byRows) {
        kernel.begin(batch);
      }
      for (int strip = 0; strip < batch.strips(); strip++) {
        for (int row = 0; row < batch.rows(); row++) {
          batch.turnTo(strip, row);
          for (RowKernel kernel : byRows) {
            kernel.addRow(batch);
          }
        }
        for (RowKernel kernel : byRows) {
          kernel.endStrip(batch);
        }
      }
    }
    for (int k = 0; k < kernels.size(); k++) {
      kernels.get(k).measure(batch, places.get(k), out);
    }
  }
}
