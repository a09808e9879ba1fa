package org.fieldbeam.core.observable.check.weight;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.check.Judgement;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.MeanSums;

/**
 * No single weight decides averages or their errors, and the effective number of configurations is
 * at least a hundredth of all.
 *
 * <p>The variance of a weighted average is a sum of {@code w_i^2 (O_i - <O>)^2}. A weight that
 * carries more than {@value #LARGEST_SQUARE} of {@code sum w^2}, which is a share of {@code
 * sqrt(0.25 / effective number)} of {@code sum w}, makes the error rest on one configuration: a
 * little earlier or later it had not been there. Of normally distributed log weights whose standard
 * deviation is 1 (ESS .37) the largest of 1000 to 10^6 carries more with a probability of some 3 %
 * to 10^-4, and of those whose is 1/2 practically never.
 */
@AutoService(CheckKind.class)
public final class Weights implements CheckKind {
  /** The name, also of the check of proposals by the correction. */
  public static final String NAME = "weights";

  private static final double LARGEST_SHARE = 0.05;
  private static final double LARGEST_SQUARE = 0.25;
  private static final double SMALLEST_FRACTION = 0.01;

  /** Of a handful of configurations each carries more than the largest share: so many times 1/n. */
  private static final double FEW_SHARES = 3;

  @Override
  public About about() {
    return About.of(NAME, "Whether the weights are even enough for averages to be trusted.")
        .withFormula(
            "largest share of sum w <= 0.05, of sum w^2 <= 0.25, ESS = (sum w)^2 / (n sum w^2) >= 0.01")
        .withSource("Kish, Survey Sampling (1965)");
  }

  @Override
  public int place() {
    return 90;
  }

  @Override
  public String suits() {
    return "ensembles with weights, and samples corrected by the method metropolis";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return measurement.ensemble().weighted() ? List.of(NAME) : List.of();
  }

  @Override
  public List<Check> judge(Findings findings) {
    double fraction = MeanSums.effectiveFraction(findings.meanSums());
    return fraction == 1
        ? List.of()
        : List.of(judge(findings.rows(), MeanSums.largestShare(findings.meanSums()), fraction));
  }

  /**
   * Judges weights.
   *
   * @param rows number of them
   * @param share share of the largest in their sum
   * @param fraction effective number by {@code rows}
   */
  public static Check judge(long rows, double share, double fraction) {
    if (rows < Judgement.FEWEST_ROWS) {
      return Check.notJudged(NAME, LARGEST_SHARE, Judgement.tooFew(rows));
    }
    double square = share * share * rows * fraction;
    double bound =
        Math.min(
            Math.max(LARGEST_SHARE, FEW_SHARES / rows),
            Math.sqrt(LARGEST_SQUARE / (rows * fraction)));
    String found =
        String.format(
            Locale.ROOT,
            "the largest weight carries %.3g of all and %.3g of the sum of squares, from which errors"
                + " follow (a share of at most %.3g), ESS %.4f (at least %.2f)",
            share,
            square,
            bound,
            fraction,
            SMALLEST_FRACTION);
    boolean sane = share <= bound && fraction >= SMALLEST_FRACTION;
    return Check.of(
        NAME,
        sane,
        share,
        bound,
        sane
            ? found
            : found
                + "; the proposals do not cover the distribution, and errors cannot be trusted: take"
                + " more of them, or a better model");
  }
}
