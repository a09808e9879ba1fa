package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.score.NoisePrior;

/**
 * The probability-flow ODE in continuous time, {@code dx/dt = f x - g^2 s / 2} with {@code d log
 * q/dt = -(V f - g^2 div s / 2)}, V the number of values, from the last time of the schedule down
 * to the end of the grid (Fukushima and Kamata, arXiv 2411.11297, equation 26; Song et al., arXiv
 * 2011.13456, equations 13 and 39).
 *
 * <p>A step takes 1 evaluation with Euler, 2 with Heun and 4 with Runge-Kutta; the error of x and
 * log q falls as the first, second and fourth power of the step. {@code log q} is the density of
 * the exact flow of the score up to that error. On a circle the equations are the same: f is 0, and
 * the divergence of a periodic score is that of the flow on the circle.
 */
public final class TimeFlow extends TimeSampler {
  private static final long serialVersionUID = 1L;

  private final FlowIntegrator integrator;

  private transient double[] slope;
  private transient double[] stage;
  private transient double[] increment;
  private transient double[] divergence;

  /**
   * Creates the sampler.
   *
   * @param score the score
   * @param prior the distribution of x_T
   * @param action the target, for the log weights; null if unknown
   * @param grid the times
   * @param integrator how the flow is integrated
   * @param startKey name of the random numbers of x_T; null for the sampler's own
   * @throws IllegalArgumentException if the layouts differ
   */
  public TimeFlow(
      TimeScore score,
      NoisePrior prior,
      Action action,
      TimeGrid grid,
      FlowIntegrator integrator,
      String startKey) {
    super(score, prior, action, grid, startKey);
    this.integrator = integrator;
  }

  @Override
  public String name() {
    return ProbabilityFlow.NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> map = commonParameters();
    map.put("integrator", integrator.name().toLowerCase(Locale.ROOT));
    return Collections.unmodifiableSortedMap(map);
  }

  @Override
  public ReverseSampler newSampler() {
    return new TimeFlow(score, prior, action, grid, integrator, startKey);
  }

  @Override
  boolean knowsDensity() {
    return true;
  }

  @Override
  void allocate(int length, int batch) {
    slope = new double[length];
    stage = new double[length];
    increment = new double[length];
    divergence = new double[batch];
  }

  @Override
  void begin(double[] phi, int batch, double[] density, RandomStream[] noise) {
    // deterministic: no noise, and log q begins as that of the prior
  }

  @Override
  void step(double[] phi, int batch, int step, double[] density) {
    double from = grid.time(step - 1);
    double to = grid.time(step);
    double h = to - from; // negative
    Arrays.fill(increment, 0);
    switch (integrator) {
      case EULER -> slope(phi, batch, from, h, density);
      case HEUN -> {
        slope(phi, batch, from, h / 2, density);
        moveStage(phi, batch, h);
        slope(stage, batch, to, h / 2, density);
      }
      case RK4 -> {
        double middle = from + h / 2;
        slope(phi, batch, from, h / 6, density);
        moveStage(phi, batch, h / 2);
        slope(stage, batch, middle, h / 3, density);
        moveStage(phi, batch, h / 2);
        slope(stage, batch, middle, h / 3, density);
        moveStage(phi, batch, h);
        slope(stage, batch, to, h / 6, density);
      }
    }
    for (int i = 0; i < increment.length; i++) {
      phi[i] += increment[i];
    }
    wrap(phi, batch, null);
  }

  /** Sets {@link #slope} to dx/dt and adds {@code weight} times it and d log q/dt. */
  private void slope(double[] x, int batch, double t, double weight, double[] density) {
    score.evaluate(x, batch, t, slope, weighs() ? divergence : null);
    double drift = grid.schedule().drift(t);
    double half = 0.5 * grid.schedule().diffusion2(t);
    for (int i = 0; i < slope.length; i++) {
      slope[i] = drift * x[i] - half * slope[i];
      increment[i] += weight * slope[i];
    }
    if (!weighs()) {
      return;
    }
    double free = layout().size() * drift;
    for (int b = 0; b < batch; b++) {
      density[b] -= weight * (free - half * divergence[b]);
    }
  }

  private void moveStage(double[] phi, int batch, double by) {
    for (int i = 0; i < stage.length; i++) {
      stage[i] = phi[i] + by * slope[i];
    }
    wrap(stage, batch, null);
  }
}
