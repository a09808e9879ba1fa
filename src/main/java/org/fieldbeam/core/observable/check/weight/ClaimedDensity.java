package org.fieldbeam.core.observable.check.weight;

import com.google.auto.service.AutoService;
import java.util.Locale;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.check.JudgedElsewhere;
import org.fieldbeam.core.statistics.Check;

/**
 * Whether the density that a flow claims is that of the map it ran, to the accuracy of averages,
 * judged by the correction.
 *
 * <p>With delta the log of the true density over the claimed one, an average is off by {@code
 * Cov(O, delta)}, at most {@code sd(delta)} standard deviations of O, which is {@code sd(delta)
 * sqrt(N)} of its error, N the effective number of configurations. The check fails beyond {@value
 * #LARGEST_BIAS} error. sd(delta) is known to {@code 1/sqrt(2 (n - 1))} from n Jacobians: of eight,
 * a bound that is twice the value passed as 1 has a probability of 3 %.
 */
@AutoService(CheckKind.class)
public final class ClaimedDensity extends JudgedElsewhere {
  /** The name. */
  public static final String NAME = "claimedDensity";

  private static final double LARGEST_BIAS = 1;

  /** Fewest Jacobians that judge. */
  private static final long FEWEST = 4;

  /** Describes the check. */
  public ClaimedDensity() {
    super(
        About.of(
                NAME,
                "Whether the density that the flow claims is that of its exact Jacobian, to the error of averages.")
            .withFormula(
                "sd(delta) sqrt(n ESS) <= 1, delta = log q of the Jacobian of the discrete map - log q claimed"),
        "samples of an effective action by the flow that it was trained for, corrected");
  }

  /**
   * Judges the density.
   *
   * @param jacobians number of configurations whose Jacobian was taken
   * @param deviation sd(delta); infinite if the flow ran away
   * @param effective effective number of proposals
   */
  public static Check judge(long jacobians, double deviation, double effective) {
    if (jacobians < FEWEST) {
      return Check.notJudged(
          NAME,
          LARGEST_BIAS,
          "the exact Jacobian was taken of "
              + jacobians
              + " configurations, of "
              + FEWEST
              + " needed to judge: a large lattice, on which it takes too long; look at the same"
              + " ladder and evaluations on a smaller one");
    }
    double bias = deviation * Math.sqrt(effective);
    boolean passed = bias <= LARGEST_BIAS;
    String found =
        String.format(
            Locale.ROOT,
            "log q is off by %.2g from configuration to configuration (%d exact Jacobians): averages by"
                + " up to %.2g of their standard deviation, %.2g of their error",
            deviation,
            jacobians,
            deviation,
            bias);
    return Check.of(
        NAME,
        passed,
        bias,
        LARGEST_BIAS,
        passed
            ? found
            : found
                + "; take more evaluations, a smaller a of the ladder, or the sampler sde, whose path"
                + " weights are exact at any number");
  }
}
