package org.fieldbeam.core.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.linear.Cholesky;
import org.fieldbeam.core.score.fit.BatchSums;

/**
 * Learns the score of p_tau from Langevin trajectories that start from N(0,1), by implicit score
 * matching integrated over Langevin time. With s = -S' + r, r odd and linear in its parameters,
 *
 * <pre>  r(x, tau) = sum_ki c_ki T_k(tau) v_i(x),    V_i' = v_i,
 *  int T_k E[r v_i] dtau = -int T_k dE[V_i]     for all k, i.</pre>
 *
 * <p>At one time implicit score matching (Hyvarinen, J. Mach. Learn. Res. 6 (2005) 695; Fukushima
 * and Kamata, arXiv 2411.11297, eq. 18) says E[r v] = -E[V'' - S' V'], and by Ito's formula this
 * average is dE[V]/dtau. Its own average over the trajectories would lack the martingale int
 * sqrt(2) v dW, whose mean over N trajectories is not zero: without noise nothing forgets it, and
 * the error of &lt;x^2&gt; would grow as sqrt(8 &lt;x^2&gt; tau / N). In the change of E[V] it is
 * in: the flow follows the trajectories and its error is that of averages over them, and so is the
 * one of their scheme: O(step) for Euler-Maruyama, which does not grow with time.
 *
 * <p>v_i are cubic splines on equal cells, T_k hat functions on stored times whose distances grow
 * with time. At tau = 0 the score -x is known. Where points are rare, roughness in x and change in
 * time count as much as one point. In cells beyond the last point r is made positive: there the
 * drift points inwards at any noise.
 *
 * <p>The sums are plain and add up over shards.
 */
public final class LangevinScoreFit implements BatchSums {
  private static final long serialVersionUID = 1L;

  /** Fewest trajectories times sites. */
  public static final long FEWEST = 1000;

  /** Hat functions stand at times whose ratio is 1 + this, or one stored time apart. */
  private static final double GROWTH = 0.25;

  /** N(0,1) exceeds this with probability 1e-10, and exp(-S) the end of the splines. */
  private static final double START_END = 6.5;

  private static final double TAIL = 1e-10;

  private static final int START_NODES = 32;

  private final Action action;
  private final double quadratic;
  private final double quartic;
  private final double step;
  private final long stride;
  private final int levels;
  private final OddSplines splines;

  /**
   * A fit to trajectories stored every {@code stride} updates, {@code levels} times.
   *
   * @param action the action of the Langevin equation, without hopping
   * @param step the step of the scheme
   * @param stride updates from one stored time to the next, at least 1
   * @param levels number of stored times, at least 1
   * @param cells cells of the splines from 0 to the end of the data, at least 4
   * @throws IllegalArgumentException if the action couples neighbouring sites, or a number is out
   *     of range
   */
  public LangevinScoreFit(Action action, double step, long stride, int levels, int cells) {
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
    SiteLaw law = SiteLaw.of(action);
    quadratic = law.quadratic();
    quartic = law.quartic();
    splines = new OddSplines(Math.max(START_END, law.quantile(1 - TAIL)), cells);
  }

  @Override
  public int size() {
    return levels * splines.sums();
  }

  @Override
  public void accumulate(
      double[] phi, int batch, long[] chain, long[] step, double[] weights, double[] sums) {
    if (weights != null) {
      throw new IllegalArgumentException(
          "trajectories of a Langevin equation have no importance weights");
    }
    int volume = action.lattice().volume();
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
      int at = (int) level * splines.sums();
      for (int site = 0; site < volume; site++) {
        double x = phi[site * batch + b];
        if (!Double.isFinite(x)) {
          throw new IllegalArgumentException(
              "a trajectory has the field value " + x + "; its step is too large");
        }
        splines.add(x, sums, at);
      }
    }
  }

  /**
   * Solves for the score.
   *
   * @throws IllegalArgumentException if there are fewer than 1000 trajectories times sites, or not
   *     equally many at all times
   */
  public LangevinScoreModel solve(double[] sums) {
    double points = splines.count(sums, 0);
    for (int level = 0; level < levels; level++) {
      double here = splines.count(sums, level * splines.sums());
      if (here < FEWEST || here != points) {
        throw new IllegalArgumentException(
            "at update "
                + (level + 1) * stride
                + " there are "
                + (long) here
                + " trajectories times sites, at the first stored one "
                + (long) points
                + "; needed: equally many, at least "
                + FEWEST);
      }
    }
    double[][] integrals = new double[levels + 1][];
    integrals[0] = startIntegrals();
    for (int level = 1; level <= levels; level++) {
      integrals[level] = splines.integrals(sums, (level - 1) * splines.sums());
    }
    return new Equations(sums, integrals, points).solve();
  }

  /** The integrals of the splines averaged over N(0,1), by Simpson's rule in each cell. */
  private double[] startIntegrals() {
    double[] sums = new double[splines.sums()];
    double[] one = new double[splines.sums()];
    int nodes = splines.cells() * START_NODES;
    for (int i = 0; i <= nodes; i++) {
      double x = splines.end() * Math.min(i, nodes - 1e-9) / nodes;
      double simpson = i == 0 || i == nodes ? 1 : i % 2 == 1 ? 4 : 2;
      Arrays.fill(one, 0);
      splines.add(x, one, 0);
      double weight = simpson * StrictMath.exp(-x * x / 2);
      for (int k = 0; k < sums.length; k++) {
        sums[k] += weight * one[k];
      }
    }
    return splines.integrals(sums, 0);
  }

  /** The linear system of all parameters, those of a time together. */
  private final class Equations {
    private final double[] sums;
    private final double[][] integrals;
    private final double points;
    private final int[] node = nodes();
    private final int times = node.length - 1;
    private final int terms = splines.size();
    private final double[][] matrix = new double[times * terms][];
    private final double[] right = new double[times * terms];
    private final double[] start = splines.ofCubic(2 * quadratic - 1, 4 * quartic);

    Equations(double[] sums, double[][] integrals, double points) {
      this.sums = sums;
      this.integrals = integrals;
      this.points = points;
      for (int row = 0; row < matrix.length; row++) {
        matrix[row] = new double[row + 1];
      }
    }

    /** Stored times, as multiples of their distance, at which a hat function stands; 0 first. */
    private int[] nodes() {
      List<Integer> list = new ArrayList<>(List.of(0));
      int last = 0;
      while (last < levels) {
        int next = last + Math.max(1, (int) (last * GROWTH));
        // no short interval at the end
        last = next + Math.max(1, (int) (next * GROWTH)) / 2 >= levels ? levels : next;
        list.add(last);
      }
      return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The hat function k at a time in units of the distance of stored times. */
    private double hat(int k, double time) {
      if (time <= node[k]) {
        return k == 0 ? 1 : Math.max(0, 1 - (node[k] - time) / (node[k] - node[k - 1]));
      }
      return k == times ? 0 : Math.max(0, 1 - (time - node[k]) / (node[k + 1] - node[k]));
    }

    /** Adds to the coefficient of c_li in the equation of c_kj; the start is known. */
    private void add(int k, int j, int l, int i, double value) {
      if (l == 0) {
        right[(k - 1) * terms + j] -= value * start[i];
        return;
      }
      int row = (k - 1) * terms + j;
      int column = (l - 1) * terms + i;
      if (column <= row) {
        matrix[row][column] += value;
      }
    }

    LangevinScoreModel solve() {
      for (int level = 0; level < levels; level++) {
        addChange(level);
        addProducts(level + 1);
      }
      for (int k = 1; k <= times; k++) {
        addRoughness(k);
      }
      double[] solved = Cholesky.of(matrix).solve(right);
      double interval = stride * step;
      double[] time = new double[times + 1];
      double[][] coefficients = new double[times + 1][];
      coefficients[0] = start;
      for (int k = 1; k <= times; k++) {
        time[k] = node[k] * interval;
        coefficients[k] = Arrays.copyOfRange(solved, (k - 1) * terms, k * terms);
        makeConfining(k, coefficients[k]);
      }
      return new LangevinScoreModel(action, splines.end(), splines.cells(), time, coefficients);
    }

    /** The right-hand side between two stored times. */
    private void addChange(int level) {
      for (int k = 1; k <= times; k++) {
        double hat = hat(k, level + 0.5);
        for (int i = 0; hat > 0 && i < terms; i++) {
          right[(k - 1) * terms + i] -= hat * (integrals[level + 1][i] - integrals[level][i]);
        }
      }
    }

    /** The products at a stored time, by the trapezoidal rule; at 0 no hat of ours has a value. */
    private void addProducts(int level) {
      double weight = stride * step * (level == levels ? 0.5 : 1);
      int at = (level - 1) * splines.sums();
      for (int i = 0; i < terms; i++) {
        for (int j = Math.max(0, i - 3); j <= Math.min(terms - 1, i + 3); j++) {
          double product = weight * splines.product(sums, at, i, j);
          for (int k = 1; k <= times; k++) {
            double hat = hat(k, level);
            for (int l = Math.max(0, k - 1); hat > 0 && l <= Math.min(times, k + 1); l++) {
              add(k, j, l, i, hat * hat(l, level) * product);
            }
          }
        }
      }
    }

    /** As much as one point: second differences in x, first differences in time. */
    private void addRoughness(int k) {
      double weight = (node[k] - node[k - 1]) * stride * step / points;
      double[] second = {1, -2, 1};
      for (int i = 0; i + 2 < terms; i++) {
        for (int p = 0; p < 3; p++) {
          for (int q = 0; q < 3; q++) {
            add(k, i + p, k, i + q, weight * second[p] * second[q]);
          }
        }
      }
      for (int i = 0; i < terms; i++) {
        add(k, i, k, i, weight);
        add(k, i, k - 1, i, -weight);
        if (k > 1) {
          add(k - 1, i, k - 1, i, weight);
        }
      }
    }

    private void makeConfining(int k, double[] coefficients) {
      int last = -1;
      for (int level = 1; level <= levels; level++) {
        if (hat(k, level) > 0) {
          last = Math.max(last, splines.lastCell(sums, (level - 1) * splines.sums()));
        }
      }
      for (int i = 0; i < terms; i++) {
        if (splines.isBeyond(i, last)) {
          coefficients[i] = Math.max(0, coefficients[i]);
        }
      }
    }
  }
}
