package org.fieldbeam.core.markov.hmc;

/** Reversible, volume-preserving integrators of second order for molecular dynamics. */
public enum Integrator {
  /** The leapfrog (Stoermer-Verlet) scheme: one force evaluation per step. */
  LEAPFROG("leapfrog", "Leapfrog.") {
    @Override
    public void integrate(double length, int steps, Motion motion) {
      double eps = length / steps;
      motion.kickAndDrift(eps / 2, eps);
      for (int i = 1; i < steps; i++) {
        motion.kickAndDrift(eps, eps);
      }
      motion.kick(eps / 2);
    }
  },

  /**
   * The second-order minimum-norm scheme: two force evaluations per step, an energy violation
   * smaller by about a factor 10 at the same step (Omelyan, Mryglod and Folk, Comput. Phys. Commun.
   * 151 (2003) 272, equation 31; Takaishi and de Forcrand, Phys. Rev. E 73 (2006) 036706).
   */
  MINIMUM_NORM("minimumNorm", "Second-order minimum-norm integrator.") {
    @Override
    public void integrate(double length, int steps, Motion motion) {
      double eps = length / steps;
      motion.kickAndDrift(OMELYAN * eps, eps / 2);
      motion.kickAndDrift((1 - 2 * OMELYAN) * eps, eps / 2);
      for (int i = 1; i < steps; i++) {
        motion.kickAndDrift(2 * OMELYAN * eps, eps / 2);
        motion.kickAndDrift((1 - 2 * OMELYAN) * eps, eps / 2);
      }
      motion.kick(OMELYAN * eps);
    }
  };

  private static final double OMELYAN = 0.1931833275037836;

  private final String label;
  private final String summary;

  Integrator(String label, String summary) {
    this.label = label;
    this.summary = summary;
  }

  String summary() {
    return summary;
  }

  /** The maps that integrators are composed of. */
  public interface Motion {
    /** Changes the momenta: p += time * force(phi). */
    void kick(double time);

    /** A kick, and then a drift, which changes the fields: phi += time * velocity(p). */
    void kickAndDrift(double kickTime, double driftTime);
  }

  /** Integrates over {@code length} units of time in {@code steps} steps. */
  public abstract void integrate(double length, int steps, Motion motion);

  /** Returns the name as in pipeline files. */
  public String label() {
    return label;
  }

  /**
   * Returns the integrator of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Integrator of(String label) {
    for (Integrator integrator : values()) {
      if (integrator.label.equals(label)) {
        return integrator;
      }
    }
    throw new IllegalArgumentException(
        "unknown integrator " + label + "; allowed: leapfrog, minimumNorm");
  }
}
