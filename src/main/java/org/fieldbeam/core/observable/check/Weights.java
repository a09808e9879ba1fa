package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.MeanSums;

/**
 * Of a weighted ensemble no configuration carries more than a tenth of the weight, and the
 * effective number is at least a hundredth of all.
 */
@AutoService(CheckKind.class)
public final class Weights implements CheckKind {
  private static final String NAME = "weights";
  private static final double LARGEST_SHARE = 0.1;
  private static final double SMALLEST_FRACTION = 0.01;

  @Override
  public About about() {
    return About.of(NAME, "Whether the weights are even enough for averages to be trusted.")
        .withFormula("largest share of the weight <= 0.1, ESS >= 0.01")
        .withSource("Kish, Survey Sampling (1965)");
  }

  @Override
  public int place() {
    return 90;
  }

  @Override
  public String suits() {
    return "ensembles with weights";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.ensemble().weighted() ? List.of(NAME) : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    double share = MeanSums.largestShare(findings.meanSums());
    double fraction = MeanSums.effectiveFraction(findings.meanSums());
    if (fraction == 1) {
      return List.of();
    }
    if (findings.rows() < Judgement.FEWEST_ROWS) {
      return List.of(Check.notJudged(NAME, LARGEST_SHARE, Judgement.tooFew(findings.rows())));
    }
    boolean sane = share <= LARGEST_SHARE && fraction >= SMALLEST_FRACTION;
    return List.of(
        Check.of(
            NAME,
            sane,
            share,
            LARGEST_SHARE,
            String.format(
                Locale.ROOT,
                "largest weight carries %.3g of all, ESS %.4f (at least %.2f)%s",
                share,
                fraction,
                SMALLEST_FRACTION,
                sane ? "" : "; the proposals do not cover the distribution")));
  }
}
