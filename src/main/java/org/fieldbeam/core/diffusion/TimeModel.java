package org.fieldbeam.core.diffusion;

import java.util.Objects;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.score.GaussianPrior;

/**
 * A score at continuous time with all that sampling from it needs to know.
 *
 * @param score the score of the noised ensemble
 * @param schedule its noise schedule
 * @param action the action of the clean ensemble, the target of the log weights; empty if unknown
 * @param meanSquare {@code <phi_x^2>} of the clean ensemble, averaged over the sites; NaN if
 *     unknown
 */
public record TimeModel(
    TimeScore score, NoiseSchedule schedule, Optional<Action> action, double meanSquare) {

  /** Why a model that does not say its mean square has no matched prior. */
  public static final String NO_MEAN_SQUARE =
      "the prior 'matched' needs <phi^2> of the clean ensemble, which this model does not say; use"
          + " the prior 'noise'";

  /** Which Gaussian x_T is drawn from. */
  public enum PriorKind {
    /** {@code N(0, sigma(T)^2)}: pure noise, as in the papers. */
    NOISE,
    /** {@code N(0, alpha(T)^2 <phi_x^2> + sigma(T)^2)}: the variance of the noised ensemble. */
    MATCHED
  }

  /** Checks that nothing is missing. */
  public TimeModel {
    Objects.requireNonNull(score, "score");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(action, "action");
  }

  /**
   * The distribution of x_T at the last time T of the schedule.
   *
   * @throws IllegalArgumentException if {@link PriorKind#MATCHED} is asked for and the mean square
   *     is unknown
   */
  public GaussianPrior prior(PriorKind kind) {
    double last = schedule.lastTime();
    double variance = schedule.variance(last);
    if (kind == PriorKind.MATCHED) {
      if (!(meanSquare >= 0)) {
        throw new IllegalArgumentException(NO_MEAN_SQUARE);
      }
      double alpha = schedule.alpha(last);
      variance += alpha * alpha * meanSquare;
    }
    return new GaussianPrior(score.lattice(), variance);
  }
}
