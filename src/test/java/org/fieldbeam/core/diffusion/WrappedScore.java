package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.score.WrappedNormal;

/**
 * The exact noised score of independent angles of a wrapped normal law of a variance about a
 * centre: at time t the law is the same with the variance c + sigma^2.
 */
record WrappedScore(FieldLayout layout, NoiseSchedule schedule, double centre, double c)
    implements TimeScore {
  private static final long serialVersionUID = 1L;

  double variance(double t) {
    return c + schedule.variance(t);
  }

  @Override
  public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
    double v = variance(t);
    WrappedNormal law = new WrappedNormal(v);
    if (divergence != null) {
      Arrays.fill(divergence, 0, batch, 0);
    }
    for (int i = 0; i < layout.size(); i++) {
      for (int b = 0; b < batch; b++) {
        double y = phi[i * batch + b] - centre;
        score[i * batch + b] = law.score(y);
        if (divergence != null) {
          divergence[b] += curvature(y, v);
        }
      }
    }
  }

  /** The second derivative of the log density, by the sum over images. */
  private static double curvature(double y, double v) {
    double sum = 0;
    double first = 0;
    double second = 0;
    double nearest = y - 2 * Math.PI * Math.rint(y / (2 * Math.PI));
    int images = 2 + (int) Math.sqrt(2 * v);
    for (int k = -images; k <= images; k++) {
      double z = nearest + 2 * Math.PI * k;
      double weight = Math.exp((nearest * nearest - z * z) / (2 * v));
      sum += weight;
      first += weight * z / v;
      second += weight * z * z / (v * v);
    }
    double mean = first / sum;
    return second / sum - mean * mean - 1 / v;
  }

  @Override
  public TimeScore newEvaluator() {
    return this;
  }
}
