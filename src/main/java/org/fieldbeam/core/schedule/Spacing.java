package org.fieldbeam.core.schedule;

import java.io.Serializable;

/** How noise levels are spaced. Implementations are immutable. */
public interface Spacing extends Serializable {

  /**
   * Returns levels of tau.
   *
   * @param levels N, the number of levels above the clean one
   * @param end T, the last
   * @throws IllegalArgumentException if there are no such levels
   */
  TimeLadder ladder(int levels, double end);

  /** Returns the tau below which levels are spaced evenly; 0 where there is none. */
  double scale();

  /** Whether tau is a smooth function of the index, see {@link TimeLadder#isSmooth}. */
  default boolean isSmooth() {
    return true;
  }

  /**
   * Returns levels up to the last time of a schedule.
   *
   * @throws IllegalArgumentException if there are no such levels
   */
  default TimeLadder along(NoiseSchedule schedule, int levels) {
    double last = schedule.lastTime();
    return ladder(levels, schedule.variance(last) / Math.pow(schedule.alpha(last), 2));
  }
}
