package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.update.Acceptance;
import org.fieldbeam.core.statistics.Check;

/**
 * At least a hundredth of the proposals are accepted. It takes {@value Judgement#FEWEST_ROWS}
 * configurations to judge: of as many proposals of an algorithm that accepts three in four all are
 * rejected with probability 1e-6, and of one that accepts every other 1e-3.
 */
@AutoService(CheckKind.class)
public final class AcceptedProposals implements CheckKind {
  private static final String NAME = "acceptance";
  private static final double LEAST_ACCEPTANCE = 0.01;

  @Override
  public About about() {
    return About.of(NAME, "Whether at least a hundredth of the proposals are accepted.");
  }

  @Override
  public int place() {
    return 100;
  }

  @Override
  public String suits() {
    return "ensembles that tell which proposals were accepted";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.has(Acceptance.PROPOSED) ? List.of(NAME) : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    double proposed = findings.mean(Acceptance.PROPOSED);
    return proposed > 0
        ? List.of(judge(findings.rows(), findings.mean(Acceptance.NAME) / proposed))
        : List.of();
  }

  private static Check judge(long rows, double acceptance) {
    String found =
        acceptance == 0
            ? "no proposal was accepted"
            : String.format(Locale.ROOT, "%.3g of the proposals were accepted", acceptance);
    if (rows < Judgement.FEWEST_ROWS) {
      return Check.notJudged(NAME, LEAST_ACCEPTANCE, found + "; " + Judgement.tooFew(rows));
    }
    boolean passed = acceptance >= LEAST_ACCEPTANCE;
    return Check.of(
        NAME,
        passed,
        acceptance,
        LEAST_ACCEPTANCE,
        passed
            ? found
            : found
                + ": the chains do not move; take smaller steps (shorter trajectories or more steps"
                + " of HMC, a smaller width of Metropolis)");
  }
}
