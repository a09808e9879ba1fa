package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import org.fieldbeam.core.action.QuarticAction;
import org.fieldbeam.core.lattice.Lattice;

/**
 * A learned score of p_tau, the law of Langevin trajectories that start from N(0,1), for an action
 * without hopping; t is the Langevin time. Site by site it is linear in its parameters,
 *
 * <pre>  s(x, tau) = w_0(tau) (-S'(x)) + w_1(tau) x + sum_k w_(k+1)(tau) x exp(-x^2 / (2 c_k^2)),
 * </pre>
 *
 * <p>with w_0 = 1 at all tau > 0: trajectories come from infinity in finite time, so that the tails
 * of p_tau are those of exp(-S). The other weights are fitted at some times ({@link
 * LangevinScoreFit}) and interpolated linearly between them; at tau = 0 it is -x, behind the last
 * time what it is there.
 */
public final class LangevinScoreModel implements TimeScore {
  private static final long serialVersionUID = 1L;

  /** The widths c_k in units of the root mean square of the stationary law. */
  private static final double[] WIDTHS = {0.25, 0.35, 0.5, 0.7, 1.0, 1.4};

  /** Number of parameters at one time. */
  static final int TERMS = WIDTHS.length + 2;

  private final QuarticAction action;
  private final double scale;
  private final double[] times;
  private final double[][] weights;

  private LangevinScoreModel(
      QuarticAction action, double scale, double[] times, double[][] weights) {
    this.action = action;
    this.scale = scale;
    this.times = times;
    this.weights = weights;
  }

  /**
   * Returns a model.
   *
   * @param action the action of the Langevin equation
   * @param scale the root mean square of its stationary law
   * @param times the times of the fit, rising and positive
   * @param weights for each time the parameters
   * @throws IllegalArgumentException if the action couples neighbouring sites, or times and weights
   *     do not fit
   */
  static LangevinScoreModel of(
      QuarticAction action, double scale, double[] times, double[][] weights) {
    boolean fit = times.length > 0 && times.length == weights.length && scale > 0;
    for (int i = 0; fit && i < times.length; i++) {
      fit = times[i] > (i == 0 ? 0 : times[i - 1]) && weights[i].length == TERMS;
    }
    if (!fit || action.hops()) {
      throw new IllegalArgumentException(
          "learned score of the Langevin equation: needed are an action without hopping, a positive"
              + " scale, rising times above 0 and "
              + TERMS
              + " weights for each");
    }
    double[][] all = new double[times.length + 1][];
    double[] from = new double[times.length + 1];
    all[0] = new double[TERMS];
    all[0][1] = -1; // N(0,1)
    for (int i = 0; i < times.length; i++) {
      from[i + 1] = times[i];
      all[i + 1] = weights[i].clone();
    }
    return new LangevinScoreModel(action, scale, from, all);
  }

  /** Writes the TERMS functions at x to {@code v} and their derivatives to {@code slope}. */
  static void terms(QuarticAction action, double scale, double x, double[] v, double[] slope) {
    double a = action.quadratic();
    double b = action.quartic();
    v[0] = -x * (2 * a + 4 * b * x * x);
    slope[0] = -(2 * a + 12 * b * x * x);
    v[1] = x;
    slope[1] = 1;
    for (int k = 0; k < WIDTHS.length; k++) {
      double u = x / (WIDTHS[k] * scale);
      double bell = StrictMath.exp(-u * u / 2);
      v[k + 2] = x * bell;
      slope[k + 2] = (1 - u * u) * bell;
    }
  }

  /** Returns the times of the fit, after a first 0. */
  public double[] times() {
    return times.clone();
  }

  @Override
  public Lattice lattice() {
    return action.lattice();
  }

  @Override
  public TimeScore newEvaluator() {
    return this; // no scratch memory
  }

  @Override
  public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
    if (!(t >= 0)) {
      throw new IllegalArgumentException(
          "score of the Langevin equation: the time is " + t + "; allowed: 0 or more");
    }
    double[] w = weightsAt(t);
    double[] v = new double[TERMS];
    double[] slope = new double[TERMS];
    if (divergence != null) {
      Arrays.fill(divergence, 0, batch, 0);
    }
    int size = lattice().volume() * batch;
    for (int site = 0; site < size; site += batch) {
      for (int b = 0; b < batch; b++) {
        terms(action, scale, phi[site + b], v, slope);
        double value = 0;
        double sum = 0;
        for (int k = 0; k < TERMS; k++) {
          value += w[k] * v[k];
          sum += w[k] * slope[k];
        }
        score[site + b] = value;
        if (divergence != null) {
          divergence[b] += sum;
        }
      }
    }
  }

  private double[] weightsAt(double t) {
    int last = times.length - 1;
    if (t >= times[last]) {
      return weights[last];
    }
    int found = Arrays.binarySearch(times, t);
    int left = found >= 0 ? found : -found - 2;
    double share = (t - times[left]) / (times[left + 1] - times[left]);
    double[] w = new double[TERMS];
    for (int k = 0; k < TERMS; k++) {
      w[k] = (1 - share) * weights[left][k] + share * weights[left + 1][k];
    }
    return w;
  }
}
