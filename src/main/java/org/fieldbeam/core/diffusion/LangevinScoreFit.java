package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import org.fieldbeam.core.action.QuarticAction;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.linear.SymmetricEigen;
import org.fieldbeam.core.score.BatchSums;

/**
 * Learns the score of p_tau from Langevin trajectories that start from N(0,1), by implicit score
 * matching: at every stored time the weights minimise
 *
 * <pre>  E[ s^2 / 2 + ds/dx ],    s = sum_i w_i v_i,    so  sum_j E[v_i v_j] w_j = -E[v_i'],</pre>
 *
 * <p>(Hyvarinen, J. Mach. Learn. Res. 6 (2005) 695; Fukushima and Kamata, arXiv 2411.11297, eq.
 * 18). The sums are plain and add up over shards; the score needs no knowledge of p_tau.
 */
public final class LangevinScoreFit implements BatchSums {
  private static final long serialVersionUID = 1L;

  private static final int TERMS = LangevinScoreModel.TERMS;
  private static final int PAIRS = TERMS * (TERMS + 1) / 2;

  /** Per time: number of sites, E[v v], E[v']. */
  private static final int WIDTH = 1 + PAIRS + TERMS;

  /** Directions in which the scaled Gram matrix is smaller than this are left out. */
  private static final double CUT = 1e-9;

  private final QuarticAction action;
  private final double step;
  private final long stride;
  private final int levels;
  private final double scale;

  /**
   * A fit to trajectories stored every {@code stride} updates, {@code levels} times.
   *
   * @param action the action of the Langevin equation, without hopping
   * @param step the step of the scheme
   * @param stride updates from one stored time to the next, at least 1
   * @param levels number of stored times, at least 1
   * @throws IllegalArgumentException if the action couples neighbouring sites, or a number is out
   *     of range
   */
  public LangevinScoreFit(QuarticAction action, double step, long stride, int levels) {
    if (!(step > 0) || stride < 1 || levels < 1) {
      throw new IllegalArgumentException(
          "fit of the score of the Langevin equation: step "
              + step
              + ", stride "
              + stride
              + ", levels "
              + levels
              + "; allowed: more than 0");
    }
    this.action = action;
    this.step = step;
    this.stride = stride;
    this.levels = levels;
    this.scale = Math.sqrt(ExactMoments.of(action).moment(2).re());
  }

  @Override
  public int size() {
    return levels * WIDTH;
  }

  @Override
  public void accumulate(double[] phi, int batch, long[] chain, long[] step, double[] sums) {
    int volume = action.lattice().volume();
    double[] v = new double[TERMS];
    double[] slope = new double[TERMS];
    for (int b = 0; b < batch; b++) {
      long level = step[b] / stride - 1;
      if (step[b] % stride != 0 || level < 0 || level >= levels) {
        throw new IllegalArgumentException(
            "a trajectory has a configuration of update "
                + step[b]
                + "; needed: multiples of the stride "
                + stride
                + " from the start on, at most "
                + stride * levels);
      }
      int at = (int) level * WIDTH;
      sums[at] += volume;
      for (int site = 0; site < volume; site++) {
        LangevinScoreModel.terms(action, scale, phi[site * batch + b], v, slope);
        int place = at + 1;
        for (int i = 0; i < TERMS; i++) {
          for (int j = 0; j <= i; j++) {
            sums[place++] += v[i] * v[j];
          }
        }
        for (int i = 0; i < TERMS; i++) {
          sums[place++] += slope[i];
        }
      }
    }
  }

  /**
   * Solves for the weights.
   *
   * @throws IllegalArgumentException if a time has fewer than 1000 sites
   */
  public LangevinScoreModel solve(double[] sums) {
    double[] times = new double[levels];
    double[][] weights = new double[levels][];
    for (int level = 0; level < levels; level++) {
      times[level] = (level + 1) * stride * step;
      double count = sums[level * WIDTH];
      if (count < 1000) {
        throw new IllegalArgumentException(
            "at Langevin time "
                + times[level]
                + " there are "
                + (long) count
                + " trajectories times sites; needed: at least 1000");
      }
      weights[level] = weights(Arrays.copyOfRange(sums, level * WIDTH + 1, (level + 1) * WIDTH));
    }
    return LangevinScoreModel.of(action, scale, times, weights);
  }

  /** The weights, the first one 1: sum_j E[v_i v_j] w_j = -E[v_i'] - E[v_i v_0], i, j > 0. */
  private static double[] weights(double[] sums) {
    int free = TERMS - 1;
    double[][] gram = new double[free][free];
    double[] right = new double[free];
    double[] root = new double[free];
    for (int i = 0; i < free; i++) {
      right[i] = -sums[PAIRS + i + 1] - sums[pair(i + 1, 0)];
      root[i] = Math.sqrt(sums[pair(i + 1, i + 1)]);
    }
    for (int i = 0; i < free; i++) {
      for (int j = 0; j < free; j++) {
        gram[i][j] = sums[pair(Math.max(i, j) + 1, Math.min(i, j) + 1)] / (root[i] * root[j]);
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(gram);
    double[] w = new double[TERMS];
    w[0] = 1;
    for (int n = 0; n < free; n++) {
      if (eigen.values()[n] > CUT) {
        double[] vector = eigen.vectors()[n];
        double projection = 0;
        for (int i = 0; i < free; i++) {
          projection += vector[i] * right[i] / root[i];
        }
        for (int i = 0; i < free; i++) {
          w[i + 1] += projection / eigen.values()[n] * vector[i] / root[i];
        }
      }
    }
    return w;
  }

  private static int pair(int i, int j) {
    return i * (i + 1) / 2 + j;
  }
}
