package org.fieldbeam.core.exact;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeScore;

/**
 * The exact score of the noised law of an action without hopping, site by site, for any noise
 * schedule ({@link NoisedLaw}).
 *
 * <p>At every new time the score of a site is tabulated, and refined until the interpolation is
 * good to {@value #TOLERANCE} (relative); that takes about a millisecond, and an evaluation some
 * nanoseconds. The last table is kept, so that calls at one time belong together.
 */
public final class ExactNoisedScore implements TimeScore {
  private static final long serialVersionUID = 1L;

  /** Largest error of the score, relative to 1 + the largest score of the table. */
  public static final double TOLERANCE = 1e-9;

  private final Action action;
  private final NoiseSchedule schedule;
  private transient SiteLaw law;
  private transient ScoreTable table;
  private transient double tableTime;

  private ExactNoisedScore(Action action, NoiseSchedule schedule) {
    this.action = action;
    this.schedule = schedule;
  }

  /**
   * Returns the score of an action under a noise schedule.
   *
   * @throws IllegalArgumentException if the action couples neighbouring sites
   */
  public static ExactNoisedScore of(Action action, NoiseSchedule schedule) {
    SiteRange.quarticSite(action);
    return new ExactNoisedScore(action, schedule);
  }

  /** Returns the action at t = 0. */
  public Action action() {
    return action;
  }

  /** Returns the noise schedule. */
  public NoiseSchedule schedule() {
    return schedule;
  }

  @Override
  public FieldLayout layout() {
    return action.layout();
  }

  @Override
  public TimeScore newEvaluator() {
    return new ExactNoisedScore(action, schedule);
  }

  @Override
  public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
    table(t).evaluate(phi, layout().size(), batch, score, divergence);
  }

  private ScoreTable table(double t) {
    if (table == null || t != tableTime) {
      if (law == null) {
        law = SiteLaw.of(action);
      }
      NoisedLaw noised = NoisedLaw.of(law, schedule, t);
      table = new ScoreTable(noised::derivatives, noised.end(), TOLERANCE);
      tableTime = t;
    }
    return table;
  }
}
