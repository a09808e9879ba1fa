package org.fieldbeam.beam.model;

import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.score.LevelModel;
import org.fieldbeam.core.shape.CovarianceShape;

/**
 * What samplers need to know of a score model, which its file says and also the settings of the
 * stage that will write it: so unfit samplers are refused before the model is there.
 */
public sealed interface ModelFacts {

  /**
   * A model that knows its score at the levels of a ladder.
   *
   * @param levels number of levels above the clean one
   * @param smooth whether the ladder is a smooth function of the level
   * @param end variance of the noise at the highest level; empty if the data decide it
   * @param flow the steps of the flow that it has been fitted for; empty if for none in particular
   * @param shape the covariance of its noise at tau = 1
   */
  record Levels(
      int levels,
      boolean smooth,
      OptionalDouble end,
      Optional<FlowSteps> flow,
      CovarianceShape shape)
      implements ModelFacts {

    /** Those of a model. */
    public static Levels of(LevelModel model) {
      return new Levels(
          model.ladder().levels(),
          model.ladder().isSmooth(),
          OptionalDouble.of(model.ladder().end()),
          model.flow(),
          model.shape());
    }
  }

  /**
   * A model that knows its score at continuous time.
   *
   * @param layout what its fields consist of
   * @param schedule its noise schedule
   * @param firstTime smallest time at which it may be asked
   * @param knowsMeanSquare whether it says {@code <phi^2>} of the clean ensemble
   */
  record InTime(
      FieldLayout layout, NoiseSchedule schedule, double firstTime, boolean knowsMeanSquare)
      implements ModelFacts {}
}
