package org.fieldbeam.core.score.fit;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;

/**
 * The sums of {@link RecoverAction}: for each block {@link WeightSums} and the averages of the
 * Schwinger-Dyson equations {@code E[v . grad S] = E[div v]} of several vector fields v, with S
 * split into its terms.
 */
final class RecoverySums implements BatchSums {
  private static final long serialVersionUID = 1L;

  /** Blocks of configurations that errors come from, at most. */
  static final int BLOCKS = 64;

  /** The vector fields: gradients of the two terms that are fitted, then those for the test. */
  enum Equation {
    /** The gradient of sum phi_x phi_{x+mu}, times -2. */
    HOPPING(0),
    /** The gradient of sum (phi^4 - 2 phi^2). */
    QUARTIC(1),
    /** v_x = 1. */
    CONSTANT(2),
    /** v_x = phi_x. */
    FIELD(3),
    /** v_x = phi_x^5. */
    FIFTH(4),
    /** v_x = M. */
    ZERO_MODE(5),
    /** v_x = sum_mu phi_{x+2mu} + phi_{x-2mu}. */
    TWO_STEPS(6);

    /** Where its terms begin among those of a configuration. */
    private final int at;

    Equation(int place) {
      at = place * TERMS;
    }
  }

  /** Of each equation: v . grad of O_1 (hopping), of O_2 (quartic), of O_0 (mass), and div v. */
  static final int TERMS = 4;

  static final int O1 = 0;
  static final int O2 = 1;
  static final int O0 = 2;
  static final int DIVERGENCE = 3;

  /** Numbers of a block. */
  static final int PER_BLOCK = WeightSums.SIZE + Equation.values().length * TERMS;

  private final Lattice lattice;
  private final boolean byChain;
  private final long firstStep;
  private final long lastStep;
  private transient Scratch scratch;

  RecoverySums(Lattice lattice, boolean byChain, long firstStep, long lastStep) {
    if (lattice.dimensions() == 0) {
      throw new IllegalArgumentException(
          "Recover action: a single site has no neighbours and no kappa; a lattice of 1 to 4 dimensions"
              + " is needed");
    }
    this.lattice = lattice;
    this.byChain = byChain;
    this.firstStep = firstStep;
    this.lastStep = lastStep;
  }

  /** Where a term of an equation stands in a block. */
  static int at(Equation equation, int term) {
    return WeightSums.SIZE + equation.at + term;
  }

  private int block(long chain, long step) {
    if (byChain) {
      return (int) Math.floorMod(chain, (long) BLOCKS);
    }
    double position = (step - firstStep) / (lastStep - firstStep + 1.0);
    return Math.max(0, Math.min(BLOCKS - 1, (int) (position * BLOCKS)));
  }

  @Override
  public int size() {
    return BLOCKS * PER_BLOCK;
  }

  @Override
  public void accumulate(
      double[] phi, int batch, long[] chain, long[] step, double[] weights, double[] sums) {
    BatchChecks.fields(lattice, phi, batch, chain, step);
    double[] w = BatchChecks.weights(weights, batch);
    if (scratch == null || scratch.batch < batch) {
      scratch = new Scratch(lattice, batch);
    }
    int[] at = new int[batch];
    for (int b = 0; b < batch; b++) {
      at[b] = block(chain[b], step[b]) * PER_BLOCK;
      WeightSums.add(sums, at[b], w[b]);
    }
    scratch.clear();
    for (int x = 0; x < lattice.volume(); x++) {
      scratch.site(phi, x, batch);
    }
    scratch.zeroMode(batch, lattice.volume());
    for (int i = 0; i < PER_BLOCK - WeightSums.SIZE; i++) {
      for (int b = 0; b < batch; b++) {
        sums[at[b] + WeightSums.SIZE + i] += w[b] * scratch.of[i][b];
      }
    }
  }

  /** The terms of each configuration of a batch. */
  private static final class Scratch {
    final int batch;
    final int[][] near;
    final int[][] far;
    final double farSelf;
    final double[][] of = new double[Equation.values().length * TERMS][];
    final double[] neighbours;
    final double[] twoSteps;
    final double[] total;

    Scratch(Lattice lattice, int batch) {
      this.batch = batch;
      int dimensions = lattice.dimensions();
      near = new int[lattice.volume()][2 * dimensions];
      far = new int[lattice.volume()][2 * dimensions];
      for (int x = 0; x < near.length; x++) {
        for (int axis = 0; axis < dimensions; axis++) {
          near[x][2 * axis] = lattice.forward(x, axis);
          near[x][2 * axis + 1] = lattice.backward(x, axis);
          far[x][2 * axis] = lattice.forward(near[x][2 * axis], axis);
          far[x][2 * axis + 1] = lattice.backward(near[x][2 * axis + 1], axis);
        }
      }
      // on axes of two sites two steps lead back to where they began
      farSelf = Arrays.stream(far[0]).filter(x -> x == 0).count();
      for (int i = 0; i < of.length; i++) {
        of[i] = new double[batch];
      }
      neighbours = new double[batch];
      twoSteps = new double[batch];
      total = new double[batch];
    }

    void clear() {
      for (double[] row : of) {
        Arrays.fill(row, 0);
      }
      Arrays.fill(total, 0);
    }

    void site(double[] phi, int x, int count) {
      gather(phi, near[x], count, neighbours);
      gather(phi, far[x], count, twoSteps);
      for (int b = 0; b < count; b++) {
        double p = phi[x * count + b];
        double square = p * p;
        double g1 = -2 * neighbours[b];
        double g2 = 4 * p * (square - 1);
        double g0 = 2 * p;
        total[b] += p;
        add(Equation.HOPPING, b, g1, g1, g2, g0, 0);
        add(Equation.QUARTIC, b, g2, g1, g2, g0, 12 * square - 4);
        add(Equation.CONSTANT, b, 1, g1, g2, g0, 0);
        add(Equation.FIELD, b, p, g1, g2, g0, 1);
        add(Equation.FIFTH, b, square * square * p, g1, g2, g0, 5 * square * square);
        add(Equation.TWO_STEPS, b, twoSteps[b], g1, g2, g0, farSelf);
      }
    }

    /** v = M does not depend on the site: M times the sums that the constant gives. */
    void zeroMode(int count, int volume) {
      int from = Equation.CONSTANT.at;
      int to = Equation.ZERO_MODE.at;
      for (int b = 0; b < count; b++) {
        double m = total[b] / volume;
        for (int term = O1; term <= O0; term++) {
          of[to + term][b] = m * of[from + term][b];
        }
        of[to + DIVERGENCE][b] = 1;
      }
    }

    private static void gather(double[] phi, int[] sites, int count, double[] out) {
      Arrays.fill(out, 0, count, 0);
      for (int site : sites) {
        int from = site * count;
        for (int b = 0; b < count; b++) {
          out[b] += phi[from + b];
        }
      }
    }

    private void add(
        Equation equation, int b, double v, double g1, double g2, double g0, double divergence) {
      int at = equation.at;
      of[at + O1][b] += v * g1;
      of[at + O2][b] += v * g2;
      of[at + O0][b] += v * g0;
      of[at + DIVERGENCE][b] += divergence;
    }
  }
}
