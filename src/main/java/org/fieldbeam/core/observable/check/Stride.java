package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.ObservableEstimate;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.MeanSums;

/**
 * tau_int, less three of its errors, is below an eighth of the chain length (or below 2). The
 * explanation warns where tau_int is above 2 strides: such data are right but wasteful.
 */
@AutoService(CheckKind.class)
public final class Stride implements CheckKind {
  /** The name of the check, or what it begins with. */
  public static final String NAME = "stride";

  private static final double LONGEST_TAU_FRACTION = 1.0 / 8;
  private static final double SHORT_TAU = 2;

  @Override
  public About about() {
    return About.of(NAME, "Whether chains are long against their autocorrelation time.")
        .withFormula("tau_int, less three of its errors, < 1/8 of the longest chain, or < 2");
  }

  @Override
  public int place() {
    return 80;
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
    double threshold = Math.max(SHORT_TAU, LONGEST_TAU_FRACTION * longest);
    List<ObservableEstimate> series = Series.correlated(findings);
    if (series.isEmpty()) {
      return List.of(Check.notJudged(NAME, threshold, Series.none(findings)));
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
    return List.of(Check.of(NAME, least <= threshold, slowest, threshold, text));
  }
}
