package org.fieldbeam.core.observable;

import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.GammaMethod;
import org.fieldbeam.core.statistics.MeanSums;

/**
 * The checks of whether the correlation along the chains of an ensemble is known.
 *
 * <ul>
 *   <li>{@code window}: the autocorrelation sum of every even observable converged below the
 *       largest lag, or 20 chains or more, each ten tau_int (less two of its errors) long (three
 *       where chains have 16 configurations or fewer), make it dispensable. Observables that odd
 *       powers of M enter are exempt for an even action: their error is that of independent chains,
 *       and {@code symmetry} holds them.
 *   <li>{@code stride}: tau_int, less three of its errors, is below an eighth of the chain length
 *       (or below 2). The explanation warns where tau_int is above 2 strides: such data are right
 *       but wasteful.
 * </ul>
 */
final class SeriesChecks {
  /** As many chains give an error by the spread of their means. */
  static final long MANY_CHAINS = 20;

  private static final double CHAIN_LENGTHS = 10;

  /** Chains up to this length rarely close a window even if their rows are independent. */
  private static final long SHORT_CHAIN = 16;

  private static final double SHORT_CHAIN_LENGTHS = 3;
  private static final long SHORTEST_CHAIN = 3;
  private static final double LONGEST_TAU_FRACTION = 1.0 / 8;
  private static final double SHORT_TAU = 2;

  private final double[] means;
  private final double[] meanSums;
  private final GammaMethod method;
  private final List<ObservableEstimate> estimates;
  private final int maxLag;

  SeriesChecks(
      double[] means,
      double[] meanSums,
      GammaMethod method,
      List<ObservableEstimate> estimates,
      int maxLag) {
    this.means = means;
    this.meanSums = meanSums;
    this.method = method;
    this.estimates = estimates;
    this.maxLag = maxLag;
  }

  /** The check that the correlation of every series is known. */
  Check window(boolean even) {
    double longest = MeanSums.longestChain(meanSums);
    List<ObservableEstimate> series = correlated(even);
    if (series.isEmpty()) {
      return Check.notJudged("window", 0, noSeries());
    }
    int open = 0;
    String names = "";
    for (ObservableEstimate entry : series) {
      Estimate estimate = entry.estimate();
      if (!estimate.windowClosed() && !dispensable(estimate, longest)) {
        names += (open == 0 ? "" : ", ") + entry.name();
        open++;
      }
    }
    return Check.of(
        "window",
        open == 0,
        open,
        0,
        open == 0
            ? "the sum of the autocorrelation function converged"
            : "the sum of the autocorrelation function did not converge, or chains disagree, for "
                + names
                + " (largest lag "
                + (long) Math.min(maxLag, longest - 1)
                + "): use longer chains or a larger stride");
  }

  /**
   * The estimates whose autocorrelation can be known and counts: neither constant, nor left
   * undefined by noise as xi may be, nor exempt; none where chains have a single configuration.
   */
  private List<ObservableEstimate> correlated(boolean even) {
    if (MeanSums.longestChain(meanSums) < 2
        || method.rows() < EnsembleChecks.FEWEST_ROWS
        || !fluctuates()) {
      return List.of();
    }
    return estimates.stream()
        .filter(entry -> entry.estimate().error() > 0)
        .filter(entry -> entry.observable().isShown() || !entry.observable().isIdentity())
        .filter(entry -> !(even && entry.observable().isOddSensitive(means)))
        .toList();
  }

  /** Whether any plain mean does; what differences of constants leave is rounding. */
  private boolean fluctuates() {
    return estimates.stream()
        .anyMatch(entry -> entry.observable().isBasic() && entry.estimate().error() > 0);
  }

  private String noSeries() {
    return method.rows() < EnsembleChecks.FEWEST_ROWS
        ? EnsembleChecks.tooFew(method.rows())
        : MeanSums.longestChain(meanSums) < 2
            ? "chains of one configuration each have no autocorrelation: they are taken to be"
                + " independent"
            : "no observable fluctuates";
  }

  /** Whether the spread of many chains, each long against tau_int, makes a window dispensable. */
  private boolean dispensable(Estimate estimate, double longest) {
    if (method.chains() < MANY_CHAINS || longest > maxLag + 1.0) {
      return false;
    }
    // A chain that never moves has tau_int = length/2 here: its means are its only information.
    double tau = Math.max(0.5, estimate.tauInt() - 2 * estimate.tauIntError());
    double lengths = longest / tau;
    return longest <= SHORTEST_CHAIN
        || lengths >= (longest <= SHORT_CHAIN ? SHORT_CHAIN_LENGTHS : CHAIN_LENGTHS);
  }

  /** The check that chains are long against their correlation. */
  Check stride(boolean even) {
    double longest = MeanSums.longestChain(meanSums);
    double threshold = Math.max(SHORT_TAU, LONGEST_TAU_FRACTION * longest);
    List<ObservableEstimate> series = correlated(even);
    if (series.isEmpty()) {
      return Check.notJudged("stride", threshold, noSeries());
    }
    double slowest = 0;
    double least = 0;
    String name = "none";
    for (ObservableEstimate entry : series) {
      Estimate estimate = entry.estimate();
      double below = estimate.tauInt() - 3 * estimate.tauIntError();
      if (estimate.tauInt() > slowest) {
        slowest = estimate.tauInt();
        name = entry.name();
      }
      if (below > least) {
        least = below;
      }
    }
    String text =
        String.format(
            Locale.ROOT,
            "largest tau_int %.2f stored configurations (%s), longest chain %d",
            slowest,
            name,
            (long) longest);
    if (least > threshold) {
      text += "; chains are too short to know their autocorrelation: run longer ones";
    } else if (slowest > SHORT_TAU) {
      text +=
          "; warning: neighbours are correlated, a larger stride would store less for the same"
              + " error";
    }
    return Check.of("stride", least <= threshold, slowest, threshold, text);
  }
}
