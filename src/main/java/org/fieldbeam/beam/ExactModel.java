package org.fieldbeam.beam;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.diffusion.NoiseSchedule;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.exact.ExactNoisedScore;
import org.fieldbeam.data.DatasetActions;

/**
 * The exact score of the noised ensemble of an action whose sites do not couple: what a perfectly
 * trained model would be. What its samples are off by is the sampler's doing.
 *
 * @param action the action, without hopping
 * @param schedule the noise schedule
 */
public record ExactModel(Action action, NoiseSchedule schedule) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Checks the action.
   *
   * @throws IllegalArgumentException if neighbouring sites are coupled, or a site has other powers
   */
  public ExactModel {
    if (HoppingForm.quarticSites(action).isEmpty()) {
      throw new IllegalArgumentException(
          "the exact score is known for actions without hopping whose sites have c2 phi^2 + c4"
              + " phi^4, given "
              + action
              + "; train a model instead");
    }
  }

  /** The score and what sampling needs to know beside it. */
  public TimeModel timeModel() {
    return new TimeModel(
        ExactNoisedScore.of(action, schedule),
        schedule,
        Optional.of(action),
        ExactMoments.of(action).moment(2).re());
  }

  /** Action and schedule as a property of a dataset. */
  Map<String, Object> property() {
    return new TreeMap<>(
        Map.of(
            "action", DatasetActions.property(action),
            "diffusion", DatasetStage.property(schedule.name(), schedule.parameters())));
  }
}
