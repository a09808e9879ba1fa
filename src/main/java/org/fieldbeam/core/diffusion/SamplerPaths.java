package org.fieldbeam.core.diffusion;

import java.util.Optional;
import org.fieldbeam.core.schedule.NoiseSchedule;

/** Shows the fields that a sampler goes through, of a batch at a time; for one thread. */
public interface SamplerPaths {

  /** Receives the fields of a batch on their way. */
  @FunctionalInterface
  interface Sink {
    /**
     * Called with the start, and then after the steps that are kept.
     *
     * @param step number of steps taken, 0 at the start
     * @param time the time reached
     * @param phi the fields, index {@code value * batch + b}; valid during the call
     */
    void at(int step, double time, double[] phi);
  }

  /** Returns the schedule that the times are of; empty if it is that of the model. */
  Optional<NoiseSchedule> schedule();

  /** Returns the largest number of configurations of a batch. */
  int largestBatch();

  /**
   * Goes the way that {@link ReverseSampler#sample} goes.
   *
   * @param seed seed of the run
   * @param purpose what the numbers are for
   * @param firstIndex index of the first configuration
   * @param batch number of configurations, up to {@link #largestBatch}
   * @param parts number of parts of the way: fields are shown at the start and after step {@code
   *     round(j steps / parts)} for j of 1 to {@code parts}
   * @param sink receives them
   * @throws ArithmeticException if a configuration ran away: names it and the time
   */
  void show(long seed, String purpose, long firstIndex, int batch, int parts, Sink sink);
}
