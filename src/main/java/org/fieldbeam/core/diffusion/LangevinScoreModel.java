package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.action.SitePotential;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.schedule.TimeScore;

/**
 * A learned score of p_tau, the law of Langevin trajectories that start from N(0,1), for an action
 * without hopping; t is the Langevin time. Site by site
 *
 * <pre>  s(x, tau) = -S'(x) + r(x, tau),</pre>
 *
 * <p>r an odd cubic spline in x, linear in tau between some times, zero beyond the end of the
 * splines: trajectories come from infinity in finite time, so that the tails of p_tau are those of
 * exp(-S). See {@link LangevinScoreFit}. Immutable.
 */
public final class LangevinScoreModel implements TimeScore {
  private static final long serialVersionUID = 1L;

  /** Times are multiples of a step, up to rounding. */
  private static final double ROUNDING = 1e-9;

  private final Action action;
  private final SitePotential potential;
  private final OddSplines splines;
  private final double[] times;
  private final double[][] coefficients;

  /**
   * A model.
   *
   * @param action the action of the Langevin equation
   * @param end the end of the splines
   * @param cells cells of the splines from 0 to the end, at least 4
   * @param times times of the coefficients, rising from 0
   * @param coefficients for each time cells - 2 coefficients of r
   * @throws IllegalArgumentException if the action couples neighbouring sites, or the numbers do
   *     not fit
   */
  public LangevinScoreModel(
      Action action, double end, int cells, double[] times, double[][] coefficients) {
    this.action = action;
    this.splines = new OddSplines(end, cells);
    this.times = times.clone();
    this.coefficients = Arrays.stream(coefficients).map(double[]::clone).toArray(double[][]::new);
    boolean fit = times.length > 1 && times.length == coefficients.length && times[0] == 0;
    for (int i = 0; fit && i < times.length; i++) {
      fit =
          (i == 0 || times[i] > times[i - 1])
              && Double.isFinite(times[i])
              && coefficients[i].length == splines.size()
              && Arrays.stream(coefficients[i]).allMatch(Double::isFinite);
    }
    potential = HoppingForm.quarticSites(action).orElse(null);
    if (!fit || potential == null) {
      throw new IllegalArgumentException(
          "learned score of the Langevin equation: needed are an action without hopping whose sites"
              + " have c2 phi^2 + c4 phi^4, rising"
              + " times from 0 and "
              + splines.size()
              + " finite coefficients for each");
    }
  }

  /** Returns the action of the Langevin equation. */
  public Action action() {
    return action;
  }

  /** Returns the end of the splines. */
  public double end() {
    return splines.end();
  }

  /** Returns the cells of the splines from 0 to their end. */
  public int cells() {
    return splines.cells();
  }

  /** Returns the times of the coefficients, the first 0. */
  public double[] times() {
    return times.clone();
  }

  /** Returns the coefficients of r at each time. */
  public double[][] coefficients() {
    return Arrays.stream(coefficients).map(double[]::clone).toArray(double[][]::new);
  }

  /** Returns the last time at which the score is known. */
  public double lastTime() {
    return times[times.length - 1];
  }

  /** Whether a Langevin time is one at which the score is known. */
  public boolean covers(double t) {
    return covers(t, lastTime());
  }

  /** Whether a Langevin time is one at which a score is known up to another. */
  public static boolean covers(double t, double last) {
    return t >= 0 && t <= last * (1 + ROUNDING);
  }

  @Override
  public FieldLayout layout() {
    return action.layout();
  }

  @Override
  public TimeScore newEvaluator() {
    return this; // no scratch memory
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if the time is beyond the last
   */
  @Override
  public void evaluate(double[] phi, int batch, double t, double[] score, double[] divergence) {
    if (!covers(t)) {
      throw new IllegalArgumentException(
          "learned score of the Langevin equation: the time is "
              + t
              + "; allowed: 0 to "
              + lastTime()
              + ", the last time of the trajectories that it was learned from");
    }
    double[] here = at(t);
    double[] r = new double[2];
    double a = potential.coefficient(2);
    double b = potential.coefficient(4);
    if (divergence != null) {
      Arrays.fill(divergence, 0, batch, 0);
    }
    int size = layout().size() * batch;
    for (int site = 0; site < size; site += batch) {
      for (int i = 0; i < batch; i++) {
        double x = phi[site + i];
        splines.evaluate(here, x, r);
        score[site + i] = r[0] - x * (2 * a + 4 * b * x * x);
        if (divergence != null) {
          divergence[i] += r[1] - (2 * a + 12 * b * x * x);
        }
      }
    }
  }

  /** The coefficients at a time. */
  private double[] at(double t) {
    int found = Arrays.binarySearch(times, t);
    int left = Math.min(found >= 0 ? found : -found - 2, times.length - 2);
    double share = Math.min(1, (t - times[left]) / (times[left + 1] - times[left]));
    double[] here = new double[splines.size()];
    for (int i = 0; i < here.length; i++) {
      here[i] = (1 - share) * coefficients[left][i] + share * coefficients[left + 1][i];
    }
    return here;
  }
}
