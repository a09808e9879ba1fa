package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.statistics.Estimate;

/**
 * Takes back errors of 0 that are not exact.
 *
 * <p>An error is 0 where all deviations are, and these are those of the quantity linearised at the
 * means: of two configurations V (&lt;M^2&gt; - &lt;M&gt;^2) has none, for (M_i - m)^2 is the same
 * for both. An error of 0 stands only where at least {@value #FEWEST_ROWS} configurations, which
 * otherwise fluctuate, agree in all that the quantity depends on, as in phi^2 of fields of fixed
 * length; anywhere else the error is unknown, NaN.
 */
final class ZeroErrors {
  private static final long FEWEST_ROWS = 10;

  private static final double SHIFT = 1e-3;

  private ZeroErrors() {}

  /**
   * The estimates with unknown errors where 0 says too much.
   *
   * @param observables those of an ensemble
   * @param estimates their estimates
   * @param means the means of its quantities
   */
  static List<ObservableEstimate> judged(
      List<BoundObservable> observables, List<ObservableEstimate> estimates, double[] means) {
    List<ObservableEstimate> judged = new ArrayList<>();
    for (int q = 0; q < estimates.size(); q++) {
      ObservableEstimate entry = estimates.get(q);
      boolean zero = entry.estimate().error() == 0;
      judged.add(
          zero && !isExact(observables.get(q), entry, observables, estimates, means)
              ? unknown(entry)
              : entry);
    }
    return judged;
  }

  private static boolean isExact(
      BoundObservable observable,
      ObservableEstimate entry,
      List<BoundObservable> all,
      List<ObservableEstimate> estimates,
      double[] means) {
    if (entry.estimate().n() < FEWEST_ROWS) {
      return false;
    }
    boolean fluctuates = false;
    for (int other = 0; other < all.size(); other++) {
      int primary = all.get(other).mean();
      if (primary >= 0 && estimates.get(other).estimate().error() > 0) {
        fluctuates = true;
        double[] shifted = means.clone();
        shifted[primary] += SHIFT * Math.max(1, Math.abs(means[primary]));
        if (observable.value(shifted) != observable.value(means)) {
          return false;
        }
      }
    }
    return fluctuates;
  }

  private static ObservableEstimate unknown(ObservableEstimate entry) {
    Estimate estimate = entry.estimate();
    return new ObservableEstimate(
        entry.observable(),
        new Estimate(
            estimate.value(),
            Double.NaN,
            estimate.tauInt(),
            Double.NaN,
            estimate.window(),
            estimate.n(),
            Double.NaN),
        entry.autocorrelation());
  }
}
