package org.fieldbeam.core.score;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.shape.CovarianceShape;

/**
 * A score at the levels of a ladder of noise, with all that sampling from it needs to know.
 * Instances are immutable.
 */
public interface LevelModel extends Serializable {

  /** What the fields consist of. */
  default FieldLayout layout() {
    return action().layout();
  }

  /** The clean action, level 0: the target of the samplers. */
  Action action();

  /** The noise levels. */
  TimeLadder ladder();

  /** The covariance of the noise at tau = 1. */
  default CovarianceShape shape() {
    return CovarianceShape.isotropic();
  }

  /** The steps of the flow that it has been made for; empty if for none in particular. */
  default Optional<FlowSteps> flow() {
    return Optional.empty();
  }

  /**
   * How it was trained: strings, numbers, booleans, lists and maps by name; empty if it was not.
   */
  default Map<String, Object> training() {
    return Map.of();
  }

  /** A new evaluator of the score, for one thread. */
  ScoreModel score();

  /** A new prior at the upper end of the ladder, for one thread. */
  Prior prior();
}
