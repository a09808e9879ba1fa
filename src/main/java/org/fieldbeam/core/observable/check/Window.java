package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleAnalysis;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.ObservableEstimate;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.MeanSums;

/**
 * The autocorrelation sum of every even observable converged below the largest lag, or 20 chains or
 * more, each ten tau_int (less two of its errors) long (three where chains have 16 configurations
 * or fewer), make it dispensable.
 */
@AutoService(CheckKind.class)
public final class Window implements CheckKind {
  /** The name of the check, or what it begins with. */
  public static final String NAME = "window";

  private static final double CHAIN_LENGTHS = 10;

  /** Chains up to this length rarely close a window even if their rows are independent. */
  private static final long SHORT_CHAIN = 16;

  private static final double SHORT_CHAIN_LENGTHS = 3;
  private static final long SHORTEST_CHAIN = 3;

  @Override
  public About about() {
    return About.of(
            NAME,
            "Whether the sum of the autocorrelation function of every even observable converged below the largest lag.")
        .withSource("Wolff, Comput. Phys. Commun. 156 (2004) 143");
  }

  @Override
  public int place() {
    return 70;
  }

  @Override
  public String suits() {
    return "all ensembles";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return List.of(NAME);
  }

  @Override
  public List<Check> judge(Findings findings) {
    double longest = MeanSums.longestChain(findings.meanSums());
    List<ObservableEstimate> series = Series.correlated(findings);
    if (series.isEmpty()) {
      return List.of(Check.notJudged(NAME, 0, Series.none(findings)));
    }
    int open = 0;
    StringBuilder names = new StringBuilder();
    for (ObservableEstimate entry : series) {
      Estimate estimate = entry.estimate();
      if (!estimate.windowClosed() && !dispensable(estimate, longest, findings.method().chains())) {
        names.append(open == 0 ? "" : ", ").append(entry.name());
        open++;
      }
    }
    return List.of(
        Check.of(
            NAME,
            open == 0,
            open,
            0,
            open == 0
                ? "the sum of the autocorrelation function converged"
                : "the sum of the autocorrelation function did not converge, or chains disagree,"
                    + " for "
                    + names
                    + " (largest lag "
                    + (long) Math.min(EnsembleAnalysis.DEFAULT_MAX_LAG, longest - 1)
                    + "): use longer chains or a larger stride"));
  }

  /** Whether the spread of many chains, each long against tau_int, makes a window dispensable. */
  private static boolean dispensable(Estimate estimate, double longest, long chains) {
    if (chains < Series.MANY_CHAINS || longest > EnsembleAnalysis.DEFAULT_MAX_LAG + 1.0) {
      return false;
    }
    // A chain that never moves has tau_int = length/2 here: its means are its only information.
    double tau = Math.max(0.5, estimate.tauInt() - 2 * estimate.tauIntError());
    double lengths = longest / tau;
    return longest <= SHORTEST_CHAIN
        || lengths >= (longest <= SHORT_CHAIN ? SHORT_CHAIN_LENGTHS : CHAIN_LENGTHS);
  }
}
