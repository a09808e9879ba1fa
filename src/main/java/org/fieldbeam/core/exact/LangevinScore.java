package org.fieldbeam.core.exact;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.TimeScore;

/**
 * The exact score of p_tau, the law of Langevin trajectories that start from N(0,1), for an action
 * without hopping; t is the Langevin time, which is continuous ({@link FokkerPlanckLaw}). The law
 * of an Euler-Maruyama scheme would not do: it does not become stationary at exp(-S), and a flow
 * without noise, whose drift is the difference of the two scores, would go on for ever.
 *
 * <p>Times are rounded to multiples of the step of the law; calls in the order of time share their
 * work. The score is tabulated to {@link ExactNoisedScore#TOLERANCE}.
 */
public final class LangevinScore implements TimeScore {
  private static final long serialVersionUID = 1L;

  private static final SiteLaw HOT = EulerMaruyamaLaw.hotStart();

  private final Action action;
  private final double step;
  private transient FokkerPlanckLaw law;
  private transient ScoreTable table;
  private transient long tableStep;

  private LangevinScore(Action action, double step) {
    this.action = action;
    this.step = step;
  }

  /**
   * Returns the score.
   *
   * @param action the action
   * @param step the step by which the law is propagated; its error is of fourth order
   * @throws IllegalArgumentException if the action couples neighbouring sites, or the step is not
   *     positive and finite
   */
  public static LangevinScore of(Action action, double step) {
    LangevinScore score = new LangevinScore(action, step);
    score.law = FokkerPlanckLaw.of(SiteLaw.of(action), step, HOT);
    return score;
  }

  @Override
  public FieldLayout layout() {
    return action.layout();
  }

  @Override
  public TimeScore newEvaluator() {
    return new LangevinScore(action, step);
  }

  @Override
  public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
    if (!(t >= 0 && t / step < Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "score of the Langevin equation: the time is " + t + "; allowed: 0 or more");
    }
    long updates = Math.round(t / step);
    if (updates == 0) {
      evaluateStart(phi, batch, score, divergence);
    } else {
      table(updates).evaluate(phi, layout().size(), batch, score, divergence);
    }
  }

  private void evaluateStart(double[] phi, int batch, double[] score, double[] divergence) {
    for (int i = 0; i < layout().size() * batch; i++) {
      score[i] = -phi[i];
    }
    if (divergence != null) {
      Arrays.fill(divergence, 0, batch, -layout().size());
    }
  }

  private ScoreTable table(long updates) {
    if (table == null || updates != tableStep) {
      if (law == null || updates < law.updates()) {
        law = FokkerPlanckLaw.of(SiteLaw.of(action), step, HOT);
      }
      law.advance(updates - law.updates());
      table = new ScoreTable(law::scoreAndDerivatives, law.end(), ExactNoisedScore.TOLERANCE);
      tableStep = updates;
    }
    return table;
  }
}
