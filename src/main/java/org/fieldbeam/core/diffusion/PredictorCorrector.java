package org.fieldbeam.core.diffusion;

import java.util.Collections;
import java.util.SortedMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.score.NoisePrior;

/**
 * The sampler of the papers on diffusion of lattice fields (Song et al., arXiv 2011.13456,
 * algorithms 2 and 4): at each time some Langevin steps with the score, and then a step of
 * Euler-Maruyama for the reverse SDE, the last one without noise.
 *
 * <p>A Langevin step is {@code x + eps s + sqrt(2 eps) z} with {@code eps = 2 (r |z| / |s|)^2}, r
 * the signal-to-noise ratio. The norms are those of the configuration itself and {@code |z| =
 * sqrt(V)}, where the papers take means over the batch: so what comes out does not depend on the
 * batch. With no Langevin steps it is Euler-Maruyama as published.
 *
 * <p>A last step without noise, and steps whose length depends on the field, have no density: there
 * are no weights, and what is off remains. {@link TimeSde} has weights.
 */
public final class PredictorCorrector extends TimeSampler {
  private static final long serialVersionUID = 1L;

  /** Name as in pipeline files. */
  public static final String NAME = "predictorCorrector";

  private final int corrections;
  private final double signalToNoise;

  private transient RandomStream[] streams;
  private transient double[] slope;
  private transient double[] noise;

  /**
   * Creates the sampler.
   *
   * @param score the score
   * @param prior the distribution of x_T
   * @param action the target, only checked against the score's fields; null if unknown
   * @param grid the times
   * @param corrections Langevin steps at each time, at least 0
   * @param signalToNoise r, positive; 0.16 in the papers
   * @param startKey name of the random numbers of x_T; null for the sampler's own
   * @throws IllegalArgumentException if the layouts differ, or a number is out of its range
   */
  public PredictorCorrector(
      TimeScore score,
      NoisePrior prior,
      Action action,
      TimeGrid grid,
      int corrections,
      double signalToNoise,
      String startKey) {
    super(score, prior, action, grid, startKey);
    if (corrections < 0) {
      throw new IllegalArgumentException(
          "Predictor-corrector: corrections must be at least 0, given " + corrections);
    }
    if (!(signalToNoise > 0) || Double.isInfinite(signalToNoise)) {
      throw new IllegalArgumentException(
          "Predictor-corrector: signalToNoise must be positive, given " + signalToNoise);
    }
    this.corrections = corrections;
    this.signalToNoise = signalToNoise;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> map = commonParameters();
    map.put("corrections", corrections);
    map.put("signalToNoise", signalToNoise);
    return Collections.unmodifiableSortedMap(map);
  }

  @Override
  public ReverseSampler newSampler() {
    return new PredictorCorrector(score, prior, action, grid, corrections, signalToNoise, startKey);
  }

  @Override
  public boolean hasWeights() {
    return false;
  }

  @Override
  boolean knowsDensity() {
    return false;
  }

  @Override
  void allocate(int length, int batch) {
    slope = new double[length];
    noise = new double[length];
  }

  @Override
  void begin(double[] phi, int batch, double[] density, RandomStream[] noiseStreams) {
    streams = noiseStreams;
  }

  @Override
  void step(double[] phi, int batch, int step, double[] density) {
    double from = grid.time(step - 1);
    double h = from - grid.time(step);
    for (int i = 0; i < corrections; i++) {
      score.evaluate(phi, batch, from, slope, null);
      draw(batch);
      correct(phi, batch);
      wrap(phi, batch, null);
    }
    score.evaluate(phi, batch, from, slope, null);
    double g2 = grid.schedule().diffusion2(from);
    double shrink = 1 - h * grid.schedule().drift(from);
    boolean last = step == grid.steps();
    if (!last) {
      draw(batch);
    }
    double sigma = last ? 0 : Math.sqrt(g2 * h);
    for (int i = 0; i < slope.length; i++) {
      phi[i] = shrink * phi[i] + g2 * h * slope[i] + sigma * noise[i];
    }
    wrap(phi, batch, null);
  }

  private void draw(int batch) {
    for (int b = 0; b < batch; b++) {
      streams[b].gaussians(noise, b, batch, layout().size());
    }
  }

  private void correct(double[] phi, int batch) {
    int size = layout().size();
    for (int b = 0; b < batch; b++) {
      double norm2 = 0;
      for (int x = 0; x < size; x++) {
        norm2 += slope[x * batch + b] * slope[x * batch + b];
      }
      if (norm2 == 0) {
        continue; // the step would be infinite, and there is nowhere to go
      }
      double eps = 2 * signalToNoise * signalToNoise * size / norm2;
      double root = Math.sqrt(2 * eps);
      for (int x = 0; x < size; x++) {
        int i = x * batch + b;
        phi[i] += eps * slope[i] + root * noise[i];
      }
    }
  }
}
