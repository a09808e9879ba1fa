package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeScore;

/**
 * The exact noised score of independent sites, each an equal mixture of two Gaussians of variance c
 * at -m and m: {@code p_t} is the mixture of variance {@code v = alpha^2 c + sigma^2} at {@code -+
 * alpha m}. For m = 0 it is a Gaussian.
 */
record MixtureScore(Lattice lattice, NoiseSchedule schedule, double m, double c)
    implements TimeScore {
  private static final long serialVersionUID = 1L;

  @Override
  public FieldLayout layout() {
    return FieldLayout.scalar(lattice);
  }

  double variance(double t) {
    double alpha = schedule.alpha(t);
    return alpha * alpha * c + schedule.variance(t);
  }

  @Override
  public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
    double v = variance(t);
    double centre = schedule.alpha(t) * m;
    if (divergence != null) {
      Arrays.fill(divergence, 0, batch, 0);
    }
    for (int x = 0; x < lattice.volume(); x++) {
      for (int b = 0; b < batch; b++) {
        double y = phi[x * batch + b];
        double side = Math.tanh(centre * y / v);
        score[x * batch + b] = (-y + centre * side) / v;
        if (divergence != null) {
          divergence[b] += -1 / v + centre * centre / (v * v) * (1 - side * side);
        }
      }
    }
  }

  /** The distribution function of one site. */
  double distribution(double x, double t) {
    double width = Math.sqrt(variance(t));
    double centre = schedule.alpha(t) * m;
    return 0.5 * (normal((x - centre) / width) + normal((x + centre) / width));
  }

  /** The logarithm of the density of one site. */
  double logDensity(double x, double t) {
    double v = variance(t);
    double centre = schedule.alpha(t) * m;
    return Math.log(
        0.5
            * (Math.exp(-(x - centre) * (x - centre) / (2 * v))
                + Math.exp(-(x + centre) * (x + centre) / (2 * v)))
            / Math.sqrt(2 * Math.PI * v));
  }

  /** The normal distribution function, by Simpson's rule to 1e-10. */
  static double normal(double z) {
    double end = Math.min(Math.abs(z), 8);
    int intervals = 400;
    double h = end / intervals;
    double sum = 0;
    for (int i = 0; i <= intervals; i++) {
      double weight = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-0.5 * i * h * i * h);
    }
    return 0.5 + Math.signum(z) * sum * h / 3 / Math.sqrt(2 * Math.PI);
  }

  @Override
  public TimeScore newEvaluator() {
    return this;
  }
}
