package org.fieldbeam.core.score;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;

/**
 * Independent Gaussian values of mean 0 and one variance: where a diffusion of real numbers ends
 * that has forgotten its data.
 *
 * @param layout what the fields consist of
 * @param variance the variance of a value, positive
 */
public record GaussianPrior(FieldLayout layout, double variance) implements NoisePrior {
  private static final long serialVersionUID = 1L;

  /** Checks the variance. */
  public GaussianPrior {
    if (!(variance > 0) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          "Gaussian prior: the variance must be positive and finite, given " + variance);
    }
    if (layout.isAngle()) {
      throw new IllegalArgumentException(
          "Gaussian prior: the fields have " + layout + "; needed: real numbers");
    }
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("priorVariance", variance));
  }

  @Override
  public void sample(RandomStream[] streams, int batch, double[] phi, double[] logDensity) {
    double sigma = Math.sqrt(variance);
    for (int b = 0; b < batch; b++) {
      streams[b].gaussians(phi, b, batch, layout.size());
    }
    for (int i = 0; i < layout.size() * batch; i++) {
      phi[i] *= sigma;
    }
    logDensity(phi, batch, logDensity);
  }

  @Override
  public void logDensity(double[] phi, int batch, double[] out) {
    int volume = layout.size();
    double constant = -0.5 * volume * StrictMath.log(2 * Math.PI * variance);
    for (int b = 0; b < batch; b++) {
      out[b] = 0;
    }
    for (int x = 0; x < volume; x++) {
      for (int b = 0; b < batch; b++) {
        double value = phi[x * batch + b];
        out[b] += value * value;
      }
    }
    for (int b = 0; b < batch; b++) {
      out[b] = constant - 0.5 * out[b] / variance;
    }
  }

  @Override
  public Prior newEvaluator() {
    return this;
  }
}
