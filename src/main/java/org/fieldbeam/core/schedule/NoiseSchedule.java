package org.fieldbeam.core.schedule;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.grammar.ValueReader;

/**
 * A forward diffusion {@code dx = f(t) x dt + g(t) dW} on {@code 0 <= t <= 1} with the closed-form
 * marginal {@code x_t = alpha(t) x_0 + sigma(t) z}, z standard normal.
 *
 * <p>{@code alpha' = f alpha} and {@code (sigma^2)' = 2 f sigma^2 + g^2}. The rescaled field {@code
 * x_t / alpha} is a variance-exploding diffusion in {@code tau = sigma^2 / alpha^2}, which maps
 * every schedule onto the {@link TimeLadder}s of the samplers.
 */
public interface NoiseSchedule extends Serializable {

  /**
   * The schedule of a name and its parameters, the reverse of {@link #name} and {@link
   * #parameters}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static NoiseSchedule of(String name, Map<String, ?> parameters) {
    ScheduleKind kind = ScheduleKind.all().get(name);
    return of(
        kind,
        ValueReader.require(
            parameters, kind.about().keys(), ScheduleKind.all().word() + " " + name));
  }

  /**
   * The schedule that a value of a file chose.
   *
   * @throws IllegalArgumentException if there is none
   */
  static NoiseSchedule of(Value value) {
    return of(ScheduleKind.all().of(value), value.body());
  }

  private static NoiseSchedule of(ScheduleKind kind, Value parameters) {
    NoiseSchedule schedule = kind.schedule(parameters);
    if (!Double.isFinite(schedule.tau(schedule.lastTime()))) {
      throw new IllegalArgumentException(
          "the noise of the diffusion "
              + schedule
              + " at its last time is infinite beside the field; take a smaller parameter");
    }
    return schedule;
  }

  /** The name of its kind. */
  String name();

  /** Parameters by name. */
  SortedMap<String, Double> parameters();

  /** {@code alpha(t)}, 1 at t = 0. */
  double alpha(double t);

  /** {@code sigma^2(t)}, 0 at t = 0. */
  double variance(double t);

  /** {@code f(t)}: the drift is {@code f(t) x}. */
  double drift(double t);

  /** {@code g^2(t)}, the square of the diffusion coefficient. */
  double diffusion2(double t);

  /** The time at which {@code sigma^2 / alpha^2} is {@code tau}. */
  double timeOf(double tau);

  /**
   * {@code alpha(t)} as an expression of TorchScript in the tensor {@code time}, for networks that
   * are saved with their schedule.
   */
  String alphaScript();

  /** {@code sigma^2(t)} as an expression of TorchScript in the tensor {@code time}. */
  String varianceScript();

  /** {@code sigma(t)}. */
  default double sigma(double t) {
    return Math.sqrt(variance(t));
  }

  /** {@code tau(t) = sigma^2(t) / alpha^2(t)}, the noise relative to the signal. */
  default double tau(double t) {
    double a = alpha(t);
    return variance(t) / (a * a);
  }

  /**
   * The diffusion of a field that is this one's for the field in other units: {@code alpha} is the
   * same, and {@code sigma} and {@code g} are {@code unit} times as large.
   *
   * @param unit the units, positive
   * @throws IllegalArgumentException if there is none of this kind
   */
  default NoiseSchedule inUnits(double unit) {
    throw new IllegalArgumentException(
        "the schedule " + name() + " has no units to choose; those of 've' can be chosen");
  }

  /** The last time that can be used: 1, or a little less where alpha(1) = 0. */
  default double lastTime() {
    return 1;
  }

  /**
   * The ladder of equal steps in time, {@code t_i = i / N * lastTime()}, as levels of tau.
   *
   * @throws IllegalArgumentException if {@code levels < 1}
   */
  default TimeLadder uniformLadder(int levels) {
    if (levels < 1) {
      throw new IllegalArgumentException(
          "Uniform ladder: levels must be at least 1, given " + levels);
    }
    double[] tau = new double[levels + 1];
    double[] slope = new double[levels + 1];
    for (int i = 0; i <= levels; i++) {
      double t = lastTime() * i / levels;
      double a = alpha(t);
      tau[i] = tau(t);
      slope[i] = diffusion2(t) / (a * a) * lastTime() / levels; // d tau / dt = g^2 / alpha^2
    }
    return TimeLadder.of("uniform in t (" + name() + ")", parameters(), tau, slope);
  }

  /** A number of a script, to all its digits. */
  static String scriptNumber(double value) {
    return String.format(Locale.ROOT, "%.17g", value);
  }

  /**
   * Checks a time.
   *
   * @throws IllegalArgumentException unless {@code 0 <= t <= 1}
   */
  static double checkTime(double t) {
    if (!(t >= 0 && t <= 1)) {
      throw new IllegalArgumentException("Diffusion time must lie in [0, 1], given " + t);
    }
    return t;
  }
}
