package org.fieldbeam.core.observable.check.weight;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.Locale;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.check.JudgedElsewhere;
import org.fieldbeam.core.statistics.Check;

/**
 * Whether blocks of proposals have one effective sample size, judged by the correction.
 *
 * <p>Where rare proposals have large weights, most blocks have none of them and a large effective
 * sample size, and the few that have one a small size: errors from the weights at hand are too
 * small as long as such a proposal is missing. The check fails if the smallest of {@value #BLOCKS}
 * blocks lies by more than a third below the middle one, and by more than {@value #SCORE} standard
 * deviations of what chance does to normally distributed log weights of the same robust variance v:
 * the size of a block of n varies by {@code sqrt((exp(4 v) - 1) / n)} of itself. Of 2 10^4 sets of
 * such log weights, of standard deviations from .1 to 1, none failed.
 */
@AutoService(CheckKind.class)
public final class WeightBlocks extends JudgedElsewhere {
  /** The name. */
  public static final String NAME = "weightBlocks";

  /** Number of blocks. */
  public static final int BLOCKS = 8;

  /** Fewest proposals of a block. */
  private static final long FEWEST = 512;

  private static final double LARGEST_SPREAD = 1 / 3.0;
  private static final double SCORE = 5;

  /** Describes the check. */
  public WeightBlocks() {
    super(
        About.of(NAME, "Whether blocks of proposals have one effective sample size.")
            .withFormula("1 - smallest / median of the effective sample sizes of 8 blocks <= 1/3"),
        "samples of models that were corrected");
  }

  /**
   * Judges the blocks.
   *
   * @param sizes effective sample size by number of proposals, of blocks of successive proposals
   * @param proposals number of all
   * @param robustSd robust standard deviation of the log weights
   */
  public static Check judge(double[] sizes, long proposals, double robustSd) {
    double each = (double) proposals / BLOCKS;
    if (each < FEWEST) {
      return Check.notJudged(
          NAME,
          LARGEST_SPREAD,
          "proposals: " + proposals + ", of " + BLOCKS * FEWEST + " needed to compare blocks");
    }
    double[] sorted = sizes.clone();
    Arrays.sort(sorted);
    double middle = 0.5 * (sorted[(BLOCKS - 1) / 2] + sorted[BLOCKS / 2]);
    double spread = 1 - sorted[0] / middle;
    double chance = Math.sqrt(Math.expm1(4 * robustSd * robustSd) / each);
    String found =
        String.format(
            Locale.ROOT,
            "effective sample sizes of %d blocks of %.0f proposals: %.4f at least, %.4f in the middle",
            BLOCKS,
            each,
            sorted[0],
            middle);
    if (spread > LARGEST_SPREAD && spread <= SCORE * chance) {
      return Check.notJudged(
          NAME,
          LARGEST_SPREAD,
          found + "; weights as uneven as these need longer blocks: take more proposals");
    }
    boolean passed = spread <= LARGEST_SPREAD;
    return Check.of(
        NAME,
        passed,
        spread,
        LARGEST_SPREAD,
        passed
            ? found
            : found
                + ": rare proposals have large weights, so that errors are too small; take more"
                + " proposals, or a better model (more operators, levels or configurations, a polish)");
  }
}
