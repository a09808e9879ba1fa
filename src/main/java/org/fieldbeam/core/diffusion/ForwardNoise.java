package org.fieldbeam.core.diffusion;

import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.StreamKey;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.shape.CovarianceShape;
import org.fieldbeam.core.shape.NoiseFilter;

/**
 * Adds the noise of a schedule to clean configurations, at given diffusion times.
 *
 * <p>{@link #marginal} draws {@code x_t = alpha(t) x_0 + sigma(t) z} with a fresh z for each time,
 * z normal with the covariance of a {@link CovarianceShape}; {@link #transition} carries a
 * configuration from one time to the next, so that repeated calls give a trajectory of the forward
 * process. Both are exact at any distance of the times. Angles are wrapped into [-pi, pi)
 * afterwards, which gives the heat kernel of the circle; there alpha must be 1, since a circle
 * cannot be scaled. The noise of a configuration is keyed by (seed, purpose, chain, step) and the
 * index of the time: it does not depend on the batch. An instance serves one thread.
 */
public final class ForwardNoise {
  private final FieldLayout layout;
  private final NoiseSchedule schedule;
  private final double[] times;
  private final StreamKey key;
  private final NoiseFilter filter;

  /**
   * Plans the noise.
   *
   * @param lattice the lattice of the fields
   * @param schedule the schedule
   * @param times increasing diffusion times in [0, 1]
   * @param seed seed of the run
   * @param purpose what the noise is for, such as the name of the stage
   * @throws IllegalArgumentException if the times do not increase or lie outside [0, 1]
   */
  public ForwardNoise(
      Lattice lattice, NoiseSchedule schedule, double[] times, long seed, String purpose) {
    this(FieldLayout.scalar(lattice), schedule, CovarianceShape.isotropic(), times, seed, purpose);
  }

  /**
   * Plans the noise of fields of any layout of real numbers or angles.
   *
   * @param layout what the fields consist of
   * @param schedule the schedule
   * @param covariance of z
   * @param times increasing diffusion times in [0, 1]
   * @param seed seed of the run
   * @param purpose what the noise is for, such as the name of the stage
   * @throws IllegalArgumentException if the times do not increase or lie outside [0, 1], if fields
   *     are complexified, or if the schedule scales angles
   */
  public ForwardNoise(
      FieldLayout layout,
      NoiseSchedule schedule,
      CovarianceShape covariance,
      double[] times,
      long seed,
      String purpose) {
    requireSuited(layout, schedule, times);
    for (int i = 0; i < times.length; i++) {
      NoiseSchedule.checkTime(times[i]);
      if (i > 0 && !(times[i] > times[i - 1])) {
        throw new IllegalArgumentException(
            "Forward noise: times must increase, given "
                + times[i - 1]
                + " before "
                + times[i]
                + " at index "
                + i);
      }
    }
    this.layout = layout;
    this.schedule = schedule;
    this.times = times.clone();
    this.key = Streams.key(seed, purpose);
    this.filter = covariance.filter(layout);
  }

  /**
   * Refuses fields that a schedule cannot be applied to up to its last time.
   *
   * @param layout what the fields consist of
   * @param schedule the noise schedule
   * @throws IllegalArgumentException if fields are complexified, or if the schedule scales angles
   */
  public static void requireSuited(FieldLayout layout, NoiseSchedule schedule) {
    requireSuited(layout, schedule, new double[] {schedule.lastTime()});
  }

  /**
   * Refuses fields that a schedule cannot be applied to.
   *
   * @param layout what the fields consist of
   * @param schedule the noise schedule
   * @param times times in [0, 1]
   * @throws IllegalArgumentException if fields are complexified, or if the schedule scales angles
   */
  public static void requireSuited(FieldLayout layout, NoiseSchedule schedule, double[] times) {
    if (layout.isComplexified()) {
      throw new IllegalArgumentException(
          "noise of a diffusion: the fields have " + layout + "; allowed: real numbers or angles");
    }
    for (double time : times) {
      if (layout.isAngle() && schedule.alpha(time) != 1) {
        throw new IllegalArgumentException(
            "the schedule "
                + schedule.name()
                + schedule.parameters()
                + " scales the fields, and the fields have "
                + layout
                + "; allowed for angles: schedules that add noise only (ve)");
      }
    }
  }

  /**
   * The times of the levels 1 to N of a ladder on a schedule.
   *
   * @throws IllegalArgumentException if the ladder reaches higher than the schedule does at its
   *     last time
   */
  public static double[] times(NoiseSchedule schedule, TimeLadder ladder) {
    double last = schedule.lastTime();
    double limit = schedule.tau(last);
    if (ladder.end() > limit * (1 + 1e-9)) {
      throw new IllegalArgumentException(
          "Forward noise: the ladder ends at tau = "
              + ladder.end()
              + ", beyond the end of the schedule "
              + schedule.name()
              + schedule.parameters()
              + " at tau = "
              + limit
              + "; choose a lower end or a stronger schedule");
    }
    double[] times = new double[ladder.levels()];
    for (int i = 0; i < times.length; i++) {
      times[i] = Math.min(last, schedule.timeOf(Math.min(limit, ladder.tau(i + 1))));
    }
    return times;
  }

  /** The times. */
  public double[] times() {
    return times.clone();
  }

  /**
   * Draws the configurations at one time, each with noise of its own.
   *
   * @param clean clean fields, index {@code value * batch + b}; kept
   * @param batch number of configurations
   * @param chain chain of each configuration
   * @param step step of each configuration
   * @param index index of the time
   * @param out receives the noised fields; not the same array as {@code clean}
   */
  public void marginal(
      double[] clean, int batch, long[] chain, long[] step, int index, double[] out) {
    draw(batch, chain, step, index, out);
    combine(schedule.alpha(times[index]), clean, schedule.sigma(times[index]), out, out, batch);
  }

  /**
   * Carries configurations from the time before, or from the clean ensemble for the first time, to
   * the time of an index: {@code x_t = r x_s + sqrt(sigma_t^2 - r^2 sigma_s^2) z}, {@code r =
   * alpha_t / alpha_s}.
   *
   * @param state the fields at the time before; replaced
   * @param batch number of configurations
   * @param chain chain of each configuration
   * @param step step of each configuration
   * @param index index of the time to arrive at
   * @param scratch room for as many numbers as {@code state} has
   */
  public void transition(
      double[] state, int batch, long[] chain, long[] step, int index, double[] scratch) {
    draw(batch, chain, step, index, scratch);
    double before = index == 0 ? 0 : times[index - 1];
    double ratio = schedule.alpha(times[index]) / schedule.alpha(before);
    double variance = schedule.variance(times[index]) - ratio * ratio * schedule.variance(before);
    combine(ratio, state, Math.sqrt(Math.max(0, variance)), scratch, state, batch);
  }

  private void draw(int batch, long[] chain, long[] step, int index, double[] out) {
    int volume = layout.size();
    if (out.length < volume * batch || chain.length < batch || step.length < batch) {
      throw new IllegalArgumentException(
          "Forward noise: "
              + batch
              + " configurations of "
              + layout
              + " need "
              + (long) volume * batch
              + " numbers, given "
              + out.length);
    }
    for (int b = 0; b < batch; b++) {
      RandomStream stream = key.stream(chain[b], step[b]);
      stream.seek((long) index * volume);
      stream.gaussians(out, b, batch, volume);
    }
    filter.apply(out, batch);
  }

  private void combine(double a, double[] x, double b, double[] y, double[] target, int batch) {
    int n = layout.size() * batch;
    for (int i = 0; i < n; i++) {
      target[i] = a * x[i] + b * y[i];
    }
    if (layout.isAngle()) {
      for (int i = 0; i < n; i++) {
        target[i] = Angles.wrap(target[i]);
      }
    }
  }
}
