package org.fieldbeam.core.score;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;

/**
 * Independent angles of one {@link WrappedNormal} law about 0: what a diffusion makes of a field of
 * zeros.
 *
 * @param layout what the fields consist of
 * @param variance the variance of an angle before it is wound around the circle, positive
 */
public record WrappedNormalPrior(FieldLayout layout, double variance) implements NoisePrior {
  private static final long serialVersionUID = 1L;

  /** Its name among the parameters of samplers. */
  static final String NAME = "wrappedNormal";

  /** Checks layout and variance. */
  public WrappedNormalPrior {
    UniformAngles.requireAngles(layout);
    new WrappedNormal(variance);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("prior", NAME, "priorVariance", variance));
  }

  @Override
  public void sample(RandomStream[] streams, int batch, double[] phi, double[] logDensity) {
    double sigma = Math.sqrt(variance);
    for (int b = 0; b < batch; b++) {
      streams[b].gaussians(phi, b, batch, layout.size());
    }
    for (int i = 0; i < layout.size() * batch; i++) {
      phi[i] = Angles.wrap(sigma * phi[i]);
    }
    logDensity(phi, batch, logDensity);
  }

  @Override
  public void logDensity(double[] phi, int batch, double[] out) {
    WrappedNormal law = new WrappedNormal(variance);
    for (int b = 0; b < batch; b++) {
      out[b] = 0;
    }
    for (int i = 0; i < layout.size(); i++) {
      for (int b = 0; b < batch; b++) {
        out[b] += law.logDensity(phi[i * batch + b]);
      }
    }
  }

  @Override
  public Prior newEvaluator() {
    return this;
  }
}
