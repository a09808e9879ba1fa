package org.fieldbeam.pipeline;

/** How a {@code sample} stage runs from noise to data. */
public sealed interface SamplerSpec {

  /** Integrators of the probability flow. */
  enum FlowIntegrator {
    /** Classical Runge-Kutta over two levels at a time; needs an even number of levels. */
    RK4,
    /** Heun's method. */
    HEUN,
    /** Euler's method. */
    EULER
  }

  /** Noise variance of a reverse step. */
  enum SdeStep {
    /** The geometric mean of the other two. */
    GEOMETRIC_MEAN,
    /** The variance of the ancestral (posterior) step. */
    ANCESTRAL,
    /** Euler-Maruyama. */
    EULER_MARUYAMA
  }

  /**
   * The probability-flow ODE with log q.
   *
   * @param integrator integrator
   */
  record Flow(FlowIntegrator integrator) implements SamplerSpec {}

  /**
   * A member of the lambda-family of reverse SDEs, with path-space log weights.
   *
   * @param lambda noise strength, 1 for the reverse SDE proper
   * @param step noise variance
   * @param siteNoise whether the noise carries the site-dependent factor of the local curvature
   */
  record Sde(double lambda, SdeStep step, boolean siteNoise) implements SamplerSpec {}
}
