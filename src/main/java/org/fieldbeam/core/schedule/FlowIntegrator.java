package org.fieldbeam.core.schedule;

import java.util.Locale;

/** How a flow over the levels of a ladder is integrated. */
public enum FlowIntegrator {
  /** Classical Runge-Kutta of order 4; the midpoint of a step is a level, too. */
  RK4(4, 2),
  /** Heun's method, order 2. */
  HEUN(2, 1),
  /** Euler's method, order 1. */
  EULER(1, 1);

  private final int evaluations;
  private final int leastStride;

  FlowIntegrator(int evaluations, int leastStride) {
    this.evaluations = evaluations;
    this.leastStride = leastStride;
  }

  /** Number of evaluations of the score in a step. */
  public int evaluations() {
    return evaluations;
  }

  /** The smallest number of levels that a step goes over; others are multiples of it. */
  public int leastStride() {
    return leastStride;
  }

  /** The name in files. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static FlowIntegrator ofText(String text) {
    for (FlowIntegrator integrator : values()) {
      if (integrator.text().equals(text)) {
        return integrator;
      }
    }
    throw new IllegalArgumentException(
        "Flow: the integrator must be rk4, heun or euler, given " + text);
  }
}
