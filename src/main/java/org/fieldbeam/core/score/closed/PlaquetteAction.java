package org.fieldbeam.core.score.closed;

import java.io.Serializable;
import java.util.Arrays;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.schedule.TimeLadder;

/**
 * The effective action of the plaquettes of two-dimensional U(1) gauge theory under noise that is
 * white on plaquettes but for their zero mode: what noise of the covariance tau P_T/k^2 on the
 * links is, P_T the transverse projector. V plaquettes theta, real numbers of the sum 0, are then
 * independent but for that sum, and
 *
 * <pre>  p_tau(theta) = &lt;prod_p f(theta_p - i alpha)&gt;, alpha ~ N(0, tau/V),
 *  S_tau = max_eta [G_0 - V eta^2/(2 tau)] + 1/2 log(tau D/V),  D = V/tau - G_2,
 *  G_j = sum_p g^(j)(theta_p - eta)</pre>
 *
 * <p>with g = -log f of a {@link PlaquetteTable}: the average over alpha by its saddle point and
 * the determinant there, which is exact at tau = 0 and for tau to infinity, and in between up to
 * 1/V. The bracket is concave in eta, so that the maximum is the only one.
 *
 * <p>Some configurations are evaluated at once, index {@code p * lanes + b}; none depends on those
 * beside it. Nothing is allocated. It serves one thread.
 */
final class PlaquetteAction {
  /** Plaquettes that are worked on at once, so that all that belongs to them stays in the cache. */
  private static final int CHUNK = 256;

  /**
   * A step of the search for the saddle point that is as small is the last: its error is of the
   * third power.
   */
  private static final double SMALL_STEP = 5e-3;

  private static final int MOST_STEPS = 60;

  // What is summed over plaquettes: g', g'', g''', g'''' and products of two of them.
  private static final int G1 = 0;
  private static final int G2 = 1;
  private static final int G3 = 2;
  private static final int G4 = 3;
  private static final int G22 = 4;
  private static final int G23 = 5;
  private static final int G33 = 6;
  private static final int G24 = 7;
  private static final int SUMS = 8;

  /** The tables of the levels of a ladder. */
  static final class Tables implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int volume;
    private final double beta;
    private final TimeLadder ladder;
    private final PlaquetteTable[] levels;

    Tables(GaugeTorus torus, TimeLadder ladder) {
      this.volume = torus.lattice().volume();
      this.beta = torus.beta();
      this.ladder = ladder;
      levels = new PlaquetteTable[ladder.levels() + 1];
      for (int level = 1; level < levels.length; level++) {
        levels[level] = new PlaquetteTable(beta, ladder.tau(level));
      }
    }
  }

  private final Tables tables;
  private final int volume;
  private final int lanes;
  private final int chunk;
  private final PlaquetteLevel level;
  private final double[] cosines;
  private final double[] sines;
  private final double[][] g;
  private final double[][] chunks;
  // Sums over the plaquettes of a configuration.
  private final double[][] sums;
  private final double[][] partial;
  private final double[] folded;
  private final double[] eta;
  private final double[] before;
  private final double[] size;
  private final double[] perIndex;
  private final double[] perOther;
  private final double[] perMean;

  /**
   * Makes room for some configurations.
   *
   * @param lanes number of configurations
   */
  PlaquetteAction(Tables tables, int lanes) {
    this.tables = tables;
    this.volume = tables.volume;
    this.lanes = lanes;
    this.chunk = lanes * Math.max(1, CHUNK / lanes);
    level = new PlaquetteLevel(lanes, chunk);
    cosines = new double[volume * lanes];
    sines = new double[volume * lanes];
    g = new double[4][volume * lanes];
    chunks = new double[4][chunk];
    sums = new double[SUMS][lanes];
    partial = new double[sums.length][chunk];
    folded = new double[chunk];
    eta = new double[lanes];
    before = new double[lanes];
    size = new double[lanes];
    perIndex = new double[chunk];
    perOther = new double[chunk];
    perMean = new double[chunk];
  }

  /**
   * Returns S_tau of every configuration.
   *
   * @param theta plaquettes
   */
  void value(double[] theta, int at, double[] out) {
    Arrays.fill(eta, 0);
    evaluate(theta, at);
    double tau = tables.ladder.tau(at);
    for (int b = 0; b < lanes; b++) {
      double sum = 0;
      for (int p = 0; p < volume; p++) {
        double angle = theta[p * lanes + b];
        sum +=
            at == 0
                ? -tables.beta * StrictMath.cos(angle)
                : tables.levels[at].value(angle - eta[b]);
      }
      out[b] =
          at == 0
              ? sum
              : sum
                  - volume * eta[b] * eta[b] / (2 * tau)
                  + 0.5 * StrictMath.log1p(-tau / volume * sums[G2][b]);
    }
  }

  /**
   * Computes the velocity of the flow, without its factor 1/2, and its divergence.
   *
   * @param theta plaquettes
   * @param at the level
   * @param saddle eta to begin with, 0 if nothing is known; receives that of the maximum
   * @param velocity receives {@code dS/dtheta_p} less the mean over all p
   * @param divergence receives {@code sum_pq (delta_pq - 1/V) d^2 S/dtheta_p dtheta_q}
   */
  void flow(double[] theta, int at, double[] saddle, double[] velocity, double[] divergence) {
    System.arraycopy(saddle, 0, eta, 0, lanes);
    evaluate(theta, at);
    System.arraycopy(eta, 0, saddle, 0, lanes);
    double rest = 1 - 1.0 / volume;
    for (int b = 0; b < lanes; b++) {
      double g1 = sums[G1][b];
      double g2 = sums[G2][b];
      double g3 = sums[G3][b];
      double g4 = sums[G4][b];
      if (at == 0) {
        divergence[b] = rest * g2;
        perMean[b] = g1 / volume;
        continue;
      }
      double d = volume / tables.ladder.tau(at) - g2;
      double ratio = g3 / d;
      perIndex[b] = 0.5 / d;
      perOther[b] = 0.5 / d * ratio;
      perMean[b] = (g1 - 0.5 / d * (g3 + ratio * g2)) / volume;
      double s22 = sums[G22][b] - g2 * g2 / volume;
      divergence[b] =
          rest * g2
              + s22 / d
              + trace(
                  d,
                  g3,
                  g4,
                  new double[] {
                    rest * g3,
                    rest * g4,
                    s22,
                    sums[G23][b] - g2 * g3 / volume,
                    sums[G33][b] - g3 * g3 / volume,
                    sums[G24][b] - g2 * g4 / volume
                  });
    }
    repeat(perMean);
    if (at == 0) {
      for (int from = 0; from < theta.length; from += chunk) {
        subtract(g[0], perMean, from, Math.min(chunk, theta.length - from), velocity);
      }
      return;
    }
    repeat(perIndex);
    repeat(perOther);
    for (int from = 0; from < theta.length; from += chunk) {
      int n = Math.min(chunk, theta.length - from);
      for (int j = 0; j < 3; j++) {
        System.arraycopy(g[j], from, chunks[j], 0, n);
      }
      combine(chunks[0], chunks[1], chunks[2], perIndex, perOther, perMean, n, folded);
      System.arraycopy(folded, 0, velocity, from, n);
    }
  }

  private void repeat(double[] perLane) {
    for (int i = lanes; i < chunk; i++) {
      perLane[i] = perLane[i - lanes];
    }
  }

  private static void subtract(double[] x, double[] y, int from, int n, double[] out) {
    for (int i = 0; i < n; i++) {
      out[from + i] = x[from + i] - y[i];
    }
  }

  private static void combine(
      double[] g1,
      double[] g2,
      double[] g3,
      double[] third,
      double[] second,
      double[] mean,
      int n,
      double[] out) {
    for (int i = 0; i < n; i++) {
      out[i] = g1[i] - third[i] * g3[i] - second[i] * g2[i] - mean[i];
    }
  }

  /**
   * Half the Laplacian of log D for a covariance K of plaquettes.
   *
   * @param of K's traces with g''' and g'''', and products with g'' g'', g'' g''', g''' g''', g''
   *     g''''
   */
  private static double trace(double d, double g3, double g4, double[] of) {
    double ratio = g3 / d;
    double twoSlope = -(of[3] + ratio * of[2]);
    double slopeSlope = of[4] + 2 * ratio * of[3] + ratio * ratio * of[2];
    double t =
        -(of[1]
            + 2 * of[5] / d
            + g4 * of[2] / (d * d)
            + ratio * (of[0] + of[3] / d)
            - g3 * twoSlope / (d * d));
    return 0.5 * (t / d - slopeSlope / (d * d));
  }

  /** dS/dtheta_p of a configuration of the latest evaluation. */
  double slope(int p, int b, int at) {
    int i = p * lanes + b;
    if (at == 0) {
      return g[0][i];
    }
    double d = volume / tables.ladder.tau(at) - sums[G2][b];
    return g[0][i] - 0.5 / d * (g[2][i] + sums[G3][b] / d * g[1][i]);
  }

  /** Of a covariance K of plaquettes: a product {@code sum_pq a_p K_pq b_q}. */
  interface Product {
    double of(double[] a, double[] b);
  }

  /**
   * Returns {@code sum_pq K_pq d^2 S/dtheta_p dtheta_q} of the only configuration of the latest
   * evaluation.
   *
   * @param diagonal K_pp
   */
  double laplacian(int at, double diagonal, Product product) {
    double g2 = sums[G2][0];
    if (at == 0) {
      return diagonal * g2;
    }
    double g3 = sums[G3][0];
    double g4 = sums[G4][0];
    double d = volume / tables.ladder.tau(at) - g2;
    double s22 = product.of(g[1], g[1]);
    return diagonal * g2
        + s22 / d
        + trace(
            d,
            g3,
            g4,
            new double[] {
              diagonal * g3,
              diagonal * g4,
              s22,
              product.of(g[1], g[2]),
              product.of(g[2], g[2]),
              product.of(g[1], g[3])
            });
  }

  /** Finds eta, and evaluates all derivatives and sums there. */
  private void evaluate(double[] theta, int at) {
    Angles.cosines(theta, 0, theta.length, cosines);
    Angles.sines(theta, 0, theta.length, sines);
    if (at == 0) {
      Arrays.fill(eta, 0);
      clean(theta.length);
      return;
    }
    PlaquetteTable table = tables.levels[at];
    double[] first = table.isSeries() ? cosines : theta;
    Arrays.fill(size, Double.POSITIVE_INFINITY);
    System.arraycopy(eta, 0, before, 0, lanes);
    boolean found = false;
    for (int step = 0; step < MOST_STEPS && !found; step++) {
      sums(table, first, null);
      found = step(at);
    }
    if (!found) {
      throw new ArithmeticException(
          "the saddle point of the effective action of plaquettes is not found at level " + at);
    }
    sums(table, first, g);
  }

  /** g of the action itself. */
  private void clean(int n) {
    for (int i = 0; i < n; i++) {
      g[0][i] = tables.beta * sines[i];
      g[1][i] = tables.beta * cosines[i];
    }
    for (int b = 0; b < lanes; b++) {
      double first = 0;
      double second = 0;
      for (int i = b; i < n; i += lanes) {
        first += g[0][i];
        second += g[1][i];
      }
      sums[G1][b] = first;
      sums[G2][b] = second;
    }
  }

  /**
   * A step of Halley's method on {@code h(eta) = G_1 + V eta/tau}, whose slope D is positive and
   * whose curvature is G_3. One that does not reduce |h| is halved. A configuration that has
   * converged takes its last step and no further ones.
   *
   * @return whether all have converged
   */
  private boolean step(int at) {
    double stiffness = volume / tables.ladder.tau(at);
    boolean all = true;
    for (int b = 0; b < lanes; b++) {
      if (size[b] < 0) {
        continue;
      }
      double value = sums[G1][b] + stiffness * eta[b];
      double slope = stiffness - sums[G2][b];
      double newton = value / slope;
      double curved = newton * sums[G3][b] / (2 * slope);
      double move = Math.abs(curved) < 0.5 ? newton / (1 - curved) : newton;
      if (Math.abs(move) < SMALL_STEP) {
        eta[b] -= move;
        size[b] = -1;
      } else if (Math.abs(value) > size[b]) {
        eta[b] = 0.5 * (eta[b] + before[b]);
        all = false;
      } else {
        size[b] = Math.abs(value);
        before[b] = eta[b];
        eta[b] -= move;
        all = false;
      }
    }
    return all;
  }

  /**
   * Sums over plaquettes at eta.
   *
   * @param all receives the derivatives; null for the sums of the first three alone
   */
  private void sums(PlaquetteTable table, double[] first, double[][] all) {
    level.shift(eta);
    int count = all == null ? 3 : partial.length;
    for (int s = 0; s < count; s++) {
      Arrays.fill(partial[s], 0);
    }
    double[] g4 = all == null ? null : chunks[3];
    for (int from = 0; from < first.length; from += chunk) {
      int n = Math.min(chunk, first.length - from);
      level.derivatives(table, first, sines, from, n, chunks[0], chunks[1], chunks[2], g4);
      for (int j = 0; j < 3; j++) {
        add(chunks[j], n, partial[j]);
      }
      if (all != null) {
        add(g4, n, partial[G4]);
        addProducts(
            chunks[1], chunks[2], g4, n, partial[G22], partial[G23], partial[G33], partial[G24]);
        for (int j = 0; j < 4; j++) {
          System.arraycopy(chunks[j], 0, all[j], from, n);
        }
      }
    }
    for (int s = 0; s < count; s++) {
      fold(partial[s], sums[s]);
    }
  }

  private static void add(double[] x, int n, double[] sum) {
    for (int i = 0; i < n; i++) {
      sum[i] += x[i];
    }
  }

  private static void addProducts(
      double[] second,
      double[] third,
      double[] fourth,
      int n,
      double[] s22,
      double[] s23,
      double[] s33,
      double[] s24) {
    for (int i = 0; i < n; i++) {
      s22[i] = Math.fma(second[i], second[i], s22[i]);
      s23[i] = Math.fma(second[i], third[i], s23[i]);
      s33[i] = Math.fma(third[i], third[i], s33[i]);
      s24[i] = Math.fma(second[i], fourth[i], s24[i]);
    }
  }

  /** Adds up what is a multiple of {@code lanes} apart, by halves. */
  private void fold(double[] x, double[] out) {
    int rows = chunk / lanes;
    while (rows > 1) {
      int half = (rows + 1) / 2;
      int n = (rows - half) * lanes;
      System.arraycopy(x, half * lanes, folded, 0, n);
      add(folded, n, x);
      rows = half;
    }
    System.arraycopy(x, 0, out, 0, lanes);
  }
}
