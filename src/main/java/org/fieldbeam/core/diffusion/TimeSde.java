package org.fieldbeam.core.diffusion;

import java.util.Collections;
import java.util.SortedMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.score.NoisePrior;

/**
 * The family of reverse stochastic processes in continuous time, {@code dx = [f x - (1 +
 * lambda^2)/2 g^2 s] dt + lambda g dW} with t running down (Fukushima and Kamata, arXiv 2411.11297,
 * equation 25), by Euler-Maruyama: {@code x' = x - h [f x - (1 + lambda^2)/2 g^2 s] + lambda g
 * sqrt(h) z} with f, g and s at the upper time.
 *
 * <p>All members have the marginals p_t; lambda = 1 is the reverse of the forward process, lambda =
 * 0 the {@link TimeFlow}. The log weight compares the path with a forward process that has the same
 * marginals, {@code x ~ N(x' + h [f' x' - (1 - lambda^2)/2 g'^2 s'], lambda^2 g^2 h)}: {@code log w
 * = -S(x_end) + log forward - log prior - log reverse}, whose exponential averages to the partition
 * function at any number of steps.
 *
 * <p>Of angles the same holds on the circle, with the increments {@code d = x' - x} of all steps as
 * real numbers beside the end x_0. Steps give (x_T, d_N, ..., d_1) the density {@code prior(x_T)
 * prod r_i(d_i | x_i)}, and {@code x_(i-1) = x_i + d_i mod 2 pi}. The map to (x_0, d_1, ..., d_N)
 * turns the circle and has Jacobian 1. On these the target is {@code exp(-S(x_0)) prod f_i(-d_i |
 * x_(i-1))}, with densities f_i normalised on the real line: integrated over d_N, then d_(N-1) and
 * so on down to d_1 they give 1, and x_0 over the circle gives Z. So {@code E[target / density] =
 * Z} exactly, although neither r nor f is summed over images: which turn a step took is kept beside
 * the field, and the weight is that of both. It needs a score that is the same at x and x + 2 pi,
 * and a prior that is normalised on the circle.
 */
public final class TimeSde extends TimeSampler {
  private static final long serialVersionUID = 1L;

  private final double lambda;

  private transient RandomStream[] streams;
  private transient double[] slope;
  private transient double[] before;
  private transient double[] noise;

  /**
   * Creates the sampler.
   *
   * @param score the score
   * @param prior the distribution of x_T
   * @param action the target, for the log weights; null if unknown
   * @param grid the times
   * @param lambda strength of the noise, positive; 1 is the reverse of the forward process
   * @param startKey name of the random numbers of x_T; null for the sampler's own
   * @throws IllegalArgumentException if the layouts differ, lambda is not positive, or g is 0 at a
   *     time from which a step is taken
   */
  public TimeSde(
      TimeScore score,
      NoisePrior prior,
      Action action,
      TimeGrid grid,
      double lambda,
      String startKey) {
    super(score, prior, action, grid, startKey);
    if (!(lambda > 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException(
          "Reverse SDE: lambda must be positive, given "
              + lambda
              + "; for lambda = 0 use the probability flow");
    }
    this.lambda = lambda;
  }

  @Override
  public String name() {
    return ReverseSde.NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> map = commonParameters();
    map.put("lambda", lambda);
    return Collections.unmodifiableSortedMap(map);
  }

  @Override
  public ReverseSampler newSampler() {
    return new TimeSde(score, prior, action, grid, lambda, startKey);
  }

  @Override
  boolean knowsDensity() {
    return false;
  }

  @Override
  void allocate(int length, int batch) {
    slope = new double[length];
    before = new double[length];
    noise = new double[length];
  }

  @Override
  void begin(double[] phi, int batch, double[] density, RandomStream[] noiseStreams) {
    streams = noiseStreams;
    score.evaluate(phi, batch, grid.time(0), slope, null);
  }

  @Override
  void step(double[] phi, int batch, int step, double[] density) {
    double from = grid.time(step - 1);
    double to = grid.time(step);
    double h = from - to;
    double variance = lambda * lambda * grid.schedule().diffusion2(from) * h;
    System.arraycopy(phi, 0, before, 0, slope.length);
    reverse(phi, batch, from, h, Math.sqrt(variance), density);
    wrap(phi, batch, before);
    // The forward process from the last step's end needs no score there if lambda = 1.
    if (step < grid.steps() || (lambda != 1 && action != null)) {
      score.evaluate(phi, batch, to, slope, null);
    }
    if (action != null) {
      forward(phi, batch, to, h, variance, density);
    }
  }

  private void reverse(
      double[] phi, int batch, double t, double h, double sigma, double[] density) {
    int size = layout().size();
    for (int b = 0; b < batch; b++) {
      streams[b].gaussians(noise, b, batch, size);
    }
    double shrink = 1 - h * grid.schedule().drift(t);
    double pull = 0.5 * (1 + lambda * lambda) * grid.schedule().diffusion2(t) * h;
    for (int i = 0; i < slope.length; i++) {
      phi[i] = shrink * phi[i] + pull * slope[i] + sigma * noise[i];
    }
    for (int x = 0; x < size; x++) {
      for (int b = 0; b < batch; b++) {
        double z = noise[x * batch + b];
        density[b] -= 0.5 * z * z;
      }
    }
  }

  /** Takes off the log density of the forward step back; the normalisations are the same. */
  private void forward(
      double[] phi, int batch, double t, double h, double variance, double[] density) {
    int size = layout().size();
    double grow = 1 + h * grid.schedule().drift(t);
    double pull = -0.5 * (1 - lambda * lambda) * grid.schedule().diffusion2(t) * h;
    for (int x = 0; x < size; x++) {
      for (int b = 0; b < batch; b++) {
        int i = x * batch + b;
        double mean = grow * phi[i];
        if (pull != 0) {
          mean += pull * slope[i];
        }
        double moved = before[i] - mean;
        density[b] += 0.5 * moved * moved / variance;
      }
    }
  }
}
