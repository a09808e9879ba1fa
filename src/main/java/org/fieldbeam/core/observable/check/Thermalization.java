package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.ObservableEstimate;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.DriftSums;
import org.fieldbeam.core.statistics.Significance;

/**
 * Second halves of the chains against first halves, of the fourth roots of basic observables
 * ({@link DriftSums}).
 */
@AutoService(CheckKind.class)
public final class Thermalization implements CheckKind {
  private static final String NAME = "thermalization";

  @Override
  public About about() {
    return About.of(
        NAME,
        "Whether second halves of the chains agree with first halves, in the fourth roots of basic observables.");
  }

  @Override
  public int place() {
    return 60;
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
    if (findings.rows() < Judgement.FEWEST_ROWS) {
      return List.of(Check.notJudged(NAME, Judgement.SCORE, Judgement.tooFew(findings.rows())));
    }
    double worst = Double.NaN;
    String where = "";
    int basic = 0;
    double[] drift = findings.driftScores();
    for (ObservableEstimate entry : findings.estimates()) {
      if (entry.observable().isBasic()) {
        double score = drift[basic++];
        if (!(Math.abs(score) <= Math.abs(worst)) && !Double.isNaN(score)) {
          worst = score;
          where = "largest in the fourth root of " + entry.name();
        }
      }
    }
    return List.of(Judgement.unlessDoubtful(judge(worst, where)));
  }

  private static Check judge(double worst, String where) {
    if (Double.isNaN(worst)) {
      return Check.notJudged(
          NAME,
          Judgement.SCORE,
          "no observable fluctuates, or the chains are too short for halves to be compared: use"
              + " longer chains, or "
              + DriftSums.FEWEST_CHAINS
              + " of them");
    }
    boolean passed = Math.abs(worst) <= Judgement.SCORE;
    return Check.of(
        NAME,
        passed,
        worst,
        Judgement.SCORE,
        "second halves of the chains less first halves: "
            + Significance.inWords(worst)
            + ", "
            + where
            + (passed ? "" : "; thermalize longer before the first measurement"));
  }
}
