package org.fieldbeam.core.diffusion;

import java.io.Serializable;
import org.fieldbeam.core.schedule.NoiseSchedule;

/**
 * The times of a reverse process: equal steps down from the last time of a schedule, {@code t_i = T
 * - i (T - end) / steps} for i of 0 to {@code steps}.
 *
 * @param schedule the schedule; T is its {@link NoiseSchedule#lastTime}
 * @param steps number of steps, at least 1
 * @param end the last time, below T; 0.01 in Fukushima and Kamata, arXiv 2411.11297. At 0 itself
 *     the score is that of the clean ensemble, which few models know
 */
public record TimeGrid(NoiseSchedule schedule, int steps, double end) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Checks steps and end. */
  public TimeGrid {
    if (steps < 1) {
      throw new IllegalArgumentException("Time grid: steps must be at least 1, given " + steps);
    }
    if (!(end >= 0 && end < schedule.lastTime())) {
      throw new IllegalArgumentException(
          "Time grid: end must lie in [0, " + schedule.lastTime() + "), given " + end);
    }
  }

  /** The time after {@code i} steps; exactly {@code end} after the last. */
  public double time(int i) {
    double last = schedule.lastTime();
    return i == steps ? end : last - i * ((last - end) / steps);
  }
}
