package org.fieldbeam.core.observable.check.weight;

import com.google.auto.service.AutoService;
import java.util.Locale;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.check.JudgedElsewhere;
import org.fieldbeam.core.statistics.Check;

/**
 * Whether the proposals of a flow reach where held-out configurations are, judged by the
 * correction.
 *
 * <p>The training kept some configurations of the Markov chain away from the fit and sent them
 * upwards through the flow, which gives the density q that the sampler has there. A weight {@code
 * exp(-S) / q} far above all of the proposals' says that the proposals hardly ever come to that
 * region: their weights do not show what they miss. The check fails beyond {@value #LARGEST_RATIO}.
 * Weights of log-normal distribution, variance v, are larger among configurations of the target by
 * a factor exp(v) only, 1.3 where ESS is .78.
 */
@AutoService(CheckKind.class)
public final class Coverage extends JudgedElsewhere {
  /** The name. */
  public static final String NAME = "coverage";

  private static final double LARGEST_RATIO = 10;

  /** Fewest held-out configurations, and fewest proposals, that judge. */
  private static final long FEWEST = 100;

  /** Describes the check. */
  public Coverage() {
    super(
        About.of(
                NAME,
                "Whether no configuration that the fit did not see has a weight far above those of the proposals.")
            .withFormula(
                "largest exp(-S)/q of held-out configurations <= 10 times that of proposals"),
        "samples of an effective action by the flow that it was trained for, corrected");
  }

  /**
   * Judges the coverage.
   *
   * @param heldOut number of held-out configurations
   * @param largestHeldOut largest log weight among them; infinite if the flow ran away with one
   * @param proposals number of proposals
   * @param largest largest log weight among them
   */
  public static Check judge(long heldOut, double largestHeldOut, long proposals, double largest) {
    if (heldOut < FEWEST || proposals < FEWEST) {
      return Check.notJudged(
          NAME,
          LARGEST_RATIO,
          heldOut
              + " held-out configurations and "
              + proposals
              + " proposals, "
              + FEWEST
              + " of each are needed to judge");
    }
    double ratio = StrictMath.exp(largestHeldOut - largest);
    boolean passed = ratio <= LARGEST_RATIO;
    String found =
        Double.isFinite(largestHeldOut)
            ? String.format(
                Locale.ROOT,
                "the largest weight of %d held-out configurations is %.3g times that of %d proposals",
                heldOut,
                ratio,
                proposals)
            : "the flow ran away upwards with one of " + heldOut + " held-out configurations";
    return Check.of(
        NAME,
        passed,
        ratio,
        LARGEST_RATIO,
        passed
            ? found
            : found
                + ": the proposals do not reach a region of the distribution; take more operators or"
                + " levels, a larger T, or more configurations for training");
  }
}
