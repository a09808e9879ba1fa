package org.fieldbeam.beam.model;

import java.util.OptionalDouble;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.NoiseSchedule;

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
   */
  record Levels(int levels, boolean smooth, OptionalDouble end) implements ModelFacts {}

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
