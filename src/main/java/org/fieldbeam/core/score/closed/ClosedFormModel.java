package org.fieldbeam.core.score.closed;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.LevelModel;
import org.fieldbeam.core.score.Prior;
import org.fieldbeam.core.score.UniformAngles;
import org.fieldbeam.core.shape.CovarianceShape;

/**
 * A model whose effective action at every level is known in closed form: no training set, no fit,
 * nothing but an action and a ladder. It is that of two-dimensional U(1) gauge theory under noise
 * of the shape of the massless propagator; see {@link PlaquetteScore}.
 *
 * <p>The prior is links that are uniform and independent, which the noised ensemble tends to: what
 * is left of the data at the last level T is exp(-T/2) of a plaquette's cosine and less.
 */
public final class ClosedFormModel implements LevelModel {
  private static final long serialVersionUID = 1L;

  /** The covariance of the noise: white on plaquettes, but for their sum. */
  public static final CovarianceShape SHAPE = CovarianceShape.propagator(0);

  /** Beyond, the ladder would need a scale of its own, and the tables more points. */
  private static final double LARGEST_BETA = 100;

  private final Action action;
  private final PlaquetteScore score;

  /**
   * Makes the model.
   *
   * @param action two-dimensional U(1) gauge theory
   * @param ladder the noise levels
   * @throws IllegalArgumentException if no closed form is known of the action
   */
  public ClosedFormModel(Action action, TimeLadder ladder) {
    this.action = action;
    this.score = new PlaquetteScore(requireTorus(action), ladder);
  }

  /**
   * Returns the theory of an action that a closed form is known of.
   *
   * @throws IllegalArgumentException for other actions
   */
  public static GaugeTorus requireTorus(Action action) {
    return action
        .gaugeTorus()
        .filter(torus -> Math.abs(torus.beta()) <= LARGEST_BETA)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the effective action is known in closed form for U(1) gauge theory in two"
                        + " dimensions (action u1 on a lattice of two axes, beta up to "
                        + LARGEST_BETA
                        + "), given "
                        + action
                        + "; train a model instead"));
  }

  @Override
  public Action action() {
    return action;
  }

  @Override
  public TimeLadder ladder() {
    return score.ladder();
  }

  @Override
  public CovarianceShape shape() {
    return SHAPE;
  }

  @Override
  public PlaquetteScore score() {
    return score.newEvaluator();
  }

  @Override
  public Prior prior() {
    return new UniformAngles(action.layout());
  }
}
