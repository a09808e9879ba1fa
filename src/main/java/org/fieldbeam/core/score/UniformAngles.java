package org.fieldbeam.core.score;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;

/**
 * Independent angles, each uniform on the circle: where a diffusion of angles ends, whatever its
 * data are. What the noise has left of the n-th Fourier component of the data at the variance
 * sigma^2 is {@code exp(-n^2 sigma^2 / 2)} of it.
 *
 * @param layout what the fields consist of
 */
public record UniformAngles(FieldLayout layout) implements NoisePrior {
  private static final long serialVersionUID = 1L;

  /** Its name among the parameters of samplers. */
  static final String NAME = "uniform";

  /** Checks the layout. */
  public UniformAngles {
    requireAngles(layout);
  }

  static void requireAngles(FieldLayout layout) {
    if (!layout.isAngle()) {
      throw new IllegalArgumentException(
          "a prior on the circle: the fields have " + layout + "; needed: angles");
    }
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(Map.of("prior", NAME));
  }

  @Override
  public void sample(RandomStream[] streams, int batch, double[] phi, double[] logDensity) {
    for (int b = 0; b < batch; b++) {
      streams[b].uniforms(phi, b, batch, layout.size());
    }
    for (int i = 0; i < layout.size() * batch; i++) {
      phi[i] = Math.PI * (2 * phi[i] - 1);
    }
    logDensity(phi, batch, logDensity);
  }

  @Override
  public void logDensity(double[] phi, int batch, double[] out) {
    Arrays.fill(out, 0, batch, -layout.size() * StrictMath.log(2 * Math.PI));
  }

  @Override
  public Prior newEvaluator() {
    return this;
  }
}
