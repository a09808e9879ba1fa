package org.fieldbeam.core.random;

import org.fieldbeam.core.field.Angles;

/**
 * Random angles of the density exp(kappa cos t)/(2 pi I_0(kappa)), by rejection (Best and Fisher,
 * Appl. Statist. 28 (1979) 152).
 */
public final class VonMises {
  /** Below this the envelope is the uniform density, to which the other tends. */
  private static final double NEARLY_UNIFORM = 1e-3;

  private VonMises() {}

  /**
   * Draws an angle.
   *
   * @param kappa the concentration, at least 0
   * @return an angle in [-pi, pi)
   */
  public static double draw(double kappa, RandomStream random) {
    return kappa < NEARLY_UNIFORM ? nearlyUniform(kappa, random) : concentrated(kappa, random);
  }

  private static double nearlyUniform(double kappa, RandomStream random) {
    while (true) {
      double t = uniform(random);
      if (random.nextDouble() < StrictMath.exp(kappa * (StrictMath.cos(t) - 1))) {
        return t;
      }
    }
  }

  private static double concentrated(double kappa, RandomStream random) {
    double tau = 1 + Math.sqrt(1 + 4 * kappa * kappa);
    double rho = (tau - Math.sqrt(2 * tau)) / (2 * kappa);
    double r = (1 + rho * rho) / (2 * rho);
    while (true) {
      double z = StrictMath.cos(Math.PI * random.nextDouble());
      double f = (1 + r * z) / (r + z);
      double c = kappa * (r - f);
      double u = random.nextOpen();
      if (c * (2 - c) > u || StrictMath.log(c / u) + 1 >= c) {
        double t = StrictMath.acos(Math.max(-1, Math.min(1, f)));
        return Angles.wrap(random.nextDouble() < 0.5 ? t : -t);
      }
    }
  }

  /** Draws an angle uniform in [-pi, pi). */
  public static double uniform(RandomStream random) {
    return Angles.wrap(2 * Math.PI * random.nextDouble());
  }

  /**
   * Draws angles of the joint density exp(beta sum cos t_i) whose sum is a multiple of 2 pi: all
   * but the last independently, and the last by rejection, for its density exp(beta cos t) is at
   * most exp(|beta|).
   *
   * @param beta any number; a negative one turns every angle by pi
   * @param out receives the angles in [-pi, pi), as many as it has room for, at least 1
   */
  public static void drawClosed(double beta, RandomStream random, double[] out) {
    double centre = beta < 0 ? Math.PI : 0;
    double kappa = Math.abs(beta);
    int last = out.length - 1;
    while (true) {
      double sum = 0;
      for (int i = 0; i < last; i++) {
        out[i] = Angles.wrap(centre + draw(kappa, random));
        sum += out[i];
      }
      out[last] = Angles.wrap(-sum);
      if (random.nextDouble() < StrictMath.exp(beta * StrictMath.cos(out[last]) - kappa)) {
        return;
      }
    }
  }
}
