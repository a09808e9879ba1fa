package org.fieldbeam.core.observable.check;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.ObservableEstimate;
import org.fieldbeam.core.statistics.MeanSums;

/** The estimates whose autocorrelation along the chains is judged. */
final class Series {
  /** As many chains give an error by the spread of their means. */
  static final long MANY_CHAINS = 20;

  private Series() {}

  /**
   * The estimates whose autocorrelation can be known and counts: neither constant, nor left
   * undefined by noise as xi may be, nor exempt; none where chains have a single configuration.
   * Observables that odd powers of M enter are exempt for an even action: their error is that of
   * independent chains, and the check of the symmetry holds them.
   */
  static List<ObservableEstimate> correlated(Findings findings) {
    if (MeanSums.longestChain(findings.meanSums()) < 2
        || findings.rows() < Judgement.FEWEST_ROWS
        || !fluctuates(findings)) {
      return List.of();
    }
    boolean even = findings.ensemble().isScalar() && findings.ensemble().action().isEven();
    List<ObservableEstimate> series = new ArrayList<>();
    for (int q = 0; q < findings.estimates().size(); q++) {
      ObservableEstimate entry = findings.estimates().get(q);
      boolean counts = entry.observable().isShown() || !entry.observable().isIdentity();
      if (entry.estimate().error() > 0 && counts && !(even && findings.isOddSensitive(q))) {
        series.add(entry);
      }
    }
    return series;
  }

  /** Whether any plain mean does; what differences of constants leave is rounding. */
  private static boolean fluctuates(Findings findings) {
    return findings.estimates().stream()
        .anyMatch(entry -> entry.observable().isBasic() && entry.estimate().error() > 0);
  }

  /** Why there is none. */
  static String none(Findings findings) {
    return findings.rows() < Judgement.FEWEST_ROWS
        ? Judgement.tooFew(findings.rows())
        : MeanSums.longestChain(findings.meanSums()) < 2
            ? "chains of one configuration each have no autocorrelation: they are taken to be"
                + " independent"
            : "no observable fluctuates";
  }
}
