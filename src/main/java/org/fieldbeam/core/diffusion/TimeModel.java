package org.fieldbeam.core.diffusion;

import java.util.Objects;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.score.GaussianPrior;
import org.fieldbeam.core.score.NoisePrior;
import org.fieldbeam.core.score.UniformAngles;
import org.fieldbeam.core.score.WrappedNormalPrior;

/**
 * A score at continuous time with all that sampling from it needs to know.
 *
 * @param score the score of the noised ensemble
 * @param schedule its noise schedule
 * @param action the action of the clean ensemble, the target of the log weights; empty if unknown
 * @param meanSquare {@code <phi_i^2>} of the clean ensemble, averaged over all values of a
 *     configuration; NaN if unknown, and for angles, of which it means nothing
 */
public record TimeModel(
    TimeScore score, NoiseSchedule schedule, Optional<Action> action, double meanSquare) {

  /** Why a model that does not say its mean square has no matched prior. */
  private static final String NO_MEAN_SQUARE =
      "the prior 'matched' needs <phi^2> of the clean ensemble, which this model does not say; use"
          + " the prior 'noise'";

  /** What x_T is drawn from. */
  public enum PriorKind {
    /**
     * {@code N(0, sigma(T)^2)}: pure noise, as in the papers. For angles wound around the circle,
     * which is what becomes of a field of zeros, and not of data that are spread over the circle.
     */
    NOISE,
    /** {@code N(0, alpha(T)^2 <phi_i^2> + sigma(T)^2)}: the variance of the noised ensemble. */
    MATCHED,
    /**
     * Angles uniform on the circle, which all data end at: their n-th Fourier component is {@code
     * exp(-n^2 sigma(T)^2 / 2)} of what it was.
     */
    UNIFORM;

    /** The one that comes next to the noised ensemble, as far as a model knows it. */
    public static PriorKind best(FieldLayout layout, boolean knowsMeanSquare) {
      return layout.isAngle() ? UNIFORM : knowsMeanSquare ? MATCHED : NOISE;
    }

    /**
     * Refuses a prior that does not suit the fields.
     *
     * @throws IllegalArgumentException if it does not, or the mean square that it needs is unknown
     */
    public void requireSuited(FieldLayout layout, boolean knowsMeanSquare) {
      if (this == UNIFORM && !layout.isAngle()) {
        throw new IllegalArgumentException(
            "the prior 'uniform' is one on the circle, and the fields have "
                + layout
                + "; use the prior 'matched' or 'noise'");
      }
      if (this == MATCHED && layout.isAngle()) {
        throw new IllegalArgumentException(
            "the prior 'matched' is a Gaussian with the variance of the noised ensemble, and the"
                + " fields have "
                + layout
                + ", whose variance means nothing on a circle; use the prior 'uniform'");
      }
      if (this == MATCHED && !knowsMeanSquare) {
        throw new IllegalArgumentException(NO_MEAN_SQUARE);
      }
    }
  }

  /**
   * Checks that nothing is missing.
   *
   * @throws IllegalArgumentException if fields are complexified, or if the schedule scales angles
   */
  public TimeModel {
    Objects.requireNonNull(score, "score");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(action, "action");
    ForwardNoise.requireSuited(score.layout(), schedule);
  }

  /** What the fields consist of. */
  public FieldLayout layout() {
    return score.layout();
  }

  /** Whether {@link #meanSquare} is known. */
  public boolean knowsMeanSquare() {
    return meanSquare >= 0;
  }

  /**
   * The distribution of x_T at the last time T of the schedule.
   *
   * @throws IllegalArgumentException if the kind does not suit the fields, or {@link
   *     PriorKind#MATCHED} is asked for and the mean square is unknown
   */
  public NoisePrior prior(PriorKind kind) {
    kind.requireSuited(layout(), knowsMeanSquare());
    double last = schedule.lastTime();
    double alpha = schedule.alpha(last);
    double variance = schedule.variance(last);
    return switch (kind) {
      case UNIFORM -> new UniformAngles(layout());
      case MATCHED -> new GaussianPrior(layout(), variance + alpha * alpha * meanSquare);
      case NOISE ->
          layout().isAngle()
              ? new WrappedNormalPrior(layout(), variance)
              : new GaussianPrior(layout(), variance);
    };
  }
}
