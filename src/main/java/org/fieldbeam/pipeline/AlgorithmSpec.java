package org.fieldbeam.pipeline;

/** The Markov-chain algorithm of a {@code generate} stage. */
public sealed interface AlgorithmSpec {

  /** Integrators of Hamilton's equations. */
  enum Integrator {
    /** Leapfrog. */
    LEAPFROG,
    /** The second-order minimum-norm integrator of Omelyan, Mryglod and Folk. */
    MINIMUM_NORM
  }

  /**
   * Hybrid Monte Carlo.
   *
   * @param length trajectory length
   * @param steps integration steps per trajectory
   * @param integrator integrator
   */
  record Hmc(double length, int steps, Integrator integrator) implements AlgorithmSpec {}

  /**
   * Hybrid Monte Carlo with a momentum-dependent kinetic term.
   *
   * @param length trajectory length
   * @param steps integration steps per trajectory
   * @param integrator integrator
   * @param mass infrared cutoff of the Fourier acceleration, in lattice units
   */
  record FourierHmc(double length, int steps, Integrator integrator, double mass)
      implements AlgorithmSpec {}

  /**
   * Langevin equation, Euler-Maruyama.
   *
   * @param step time step
   */
  record Langevin(double step) implements AlgorithmSpec {}

  /**
   * Local Metropolis sweeps and embedded Wolff clusters.
   *
   * @param width half width of the Metropolis proposal
   * @param sweeps Metropolis sweeps per update
   * @param clusters Wolff clusters per update
   */
  record MetropolisWolff(double width, int sweeps, int clusters) implements AlgorithmSpec {}
}
