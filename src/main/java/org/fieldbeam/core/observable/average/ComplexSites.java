package org.fieldbeam.core.observable.average;

import java.util.Arrays;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.MeasuredBatch;

/** What each site of a complexified field contributes to a complex average. */
@FunctionalInterface
public interface ComplexSites {
  /**
   * Adds what a site contributes.
   *
   * @param site the site
   * @param out receives the sums of the real parts from {@code out[place]} on, and those of the
   *     imaginary parts after them
   */
  void add(MeasuredBatch batch, int site, double[] out, int place);

  /** The kernel of the average over all sites. */
  static Kernel average(ComplexSites sites) {
    return (batch, first, out) -> {
      int n = batch.size();
      int volume = batch.ensemble().lattice().volume();
      Arrays.fill(out, first * n, (first + 2) * n, 0);
      for (int x = 0; x < volume; x++) {
        sites.add(batch, x, out, first * n);
      }
      for (int i = first * n; i < (first + 2) * n; i++) {
        out[i] /= volume;
      }
    };
  }
}
