package org.fieldbeam.core.score;

import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.core.statistics.Jackknife;

/**
 * Recovers kappa and lambda of a phi^4 ensemble from its configurations alone.
 *
 * <p>With {@code S = kappa O_1 + lambda O_2 + O_0}, {@code O_1 = -2 sum phi_x phi_{x+mu}}, {@code
 * O_2 = sum (phi^4 - 2 phi^2)}, {@code O_0 = sum phi^2}, Hyvarinen's score matching (J. Mach.
 * Learn. Res. 6 (2005) 695, theorem 1) is the linear system {@code sum_b E[grad O_a . grad O_b] w_b
 * = E[Laplacian O_a] - E[grad O_a . grad O_0]}, exact for any normalisable action of this form.
 * Errors are jackknife errors over blocks of configurations: blocks of whole chains, so that
 * autocorrelations are contained in them. With importance weights all averages are weighted ones.
 */
public final class RecoverAction {
  private static final int BLOCKS = 64;
  private static final int MIN_BLOCKS = 8;

  // Sums of one block.
  private static final int G11 = WeightSums.SIZE;
  private static final int G12 = G11 + 1;
  private static final int G22 = G11 + 2;
  private static final int G10 = G11 + 3;
  private static final int G20 = G11 + 4;
  private static final int LAPLACIAN2 = G11 + 5;
  private static final int PER_BLOCK = G11 + 6;

  private RecoverAction() {}

  /**
   * The couplings found.
   *
   * @param kappa hopping parameter
   * @param lambda quartic coupling
   * @param configurations number of configurations
   * @param effective number of equally weighted configurations that means are as good as; without
   *     weights {@code configurations}
   * @param blocks number of jackknife blocks
   */
  public record Result(
      Estimate kappa, Estimate lambda, long configurations, double effective, int blocks) {}

  /**
   * The sums over an ensemble of many chains, with blocks of whole chains.
   *
   * @param lattice a lattice of at least one dimension
   * @throws IllegalArgumentException on a single site, where there is no kappa
   */
  public static BatchSums sumsByChain(Lattice lattice) {
    return new Sums(lattice, true, 0, 0);
  }

  /**
   * The sums over an ensemble of fewer than 8 chains, with 64 blocks of successive steps.
   *
   * @param lattice a lattice of at least one dimension
   * @param firstStep lowest step number of the ensemble
   * @param lastStep highest step number of the ensemble
   * @throws IllegalArgumentException on a single site, where there is no kappa, or if the steps are
   *     not in order
   */
  public static BatchSums sumsByStep(Lattice lattice, long firstStep, long lastStep) {
    if (lastStep < firstStep) {
      throw new IllegalArgumentException(
          "Recover action: the steps must be in order, given " + firstStep + " to " + lastStep);
    }
    return new Sums(lattice, false, firstStep, lastStep);
  }

  /**
   * Solves for the couplings.
   *
   * @param sums the added sums of all configurations
   * @throws IllegalArgumentException if there are fewer than 8 blocks
   */
  public static Result solve(double[] sums) {
    double[][] used = new double[BLOCKS][];
    int blocks = 0;
    for (int block = 0; block < BLOCKS; block++) {
      if (WeightSums.weight(sums, block * PER_BLOCK) > 0) {
        used[blocks] = Arrays.copyOfRange(sums, block * PER_BLOCK, (block + 1) * PER_BLOCK);
        blocks++;
      }
    }
    if (blocks < MIN_BLOCKS) {
      throw new IllegalArgumentException(
          "Recover action: the configurations fall into "
              + blocks
              + " blocks, at least "
              + MIN_BLOCKS
              + " are needed for errors; use an ensemble of more chains, or sums by step");
    }
    double[] total = new double[PER_BLOCK];
    for (int block = 0; block < blocks; block++) {
      add(used[block], 1, total);
    }
    double[] kappas = new double[blocks];
    double[] lambdas = new double[blocks];
    for (int block = 0; block < blocks; block++) {
      double[] rest = total.clone();
      add(used[block], -1, rest);
      double[] without = couplings(rest);
      kappas[block] = without[0];
      lambdas[block] = without[1];
    }
    double[] all = couplings(total);
    long n = Math.round(WeightSums.rows(total, 0));
    return new Result(
        Jackknife.ofReplicas(all[0], kappas, n),
        Jackknife.ofReplicas(all[1], lambdas, n),
        n,
        WeightSums.effective(total, 0),
        blocks);
  }

  private static void add(double[] block, int sign, double[] target) {
    for (int i = 0; i < PER_BLOCK; i++) {
      target[i] += sign * block[i];
    }
  }

  private static double[] couplings(double[] sums) {
    double b1 = -sums[G10]; // the Laplacian of O_1 vanishes
    double b2 = sums[LAPLACIAN2] - sums[G20];
    double determinant = sums[G11] * sums[G22] - sums[G12] * sums[G12];
    return new double[] {
      (b1 * sums[G22] - b2 * sums[G12]) / determinant,
      (b2 * sums[G11] - b1 * sums[G12]) / determinant
    };
  }

  private static final class Sums implements BatchSums {
    private static final long serialVersionUID = 1L;
    private final Lattice lattice;
    private final boolean byChain;
    private final long firstStep;
    private final long lastStep;
    private transient double[] neighbours;

    Sums(Lattice lattice, boolean byChain, long firstStep, long lastStep) {
      if (lattice.dimensions() == 0) {
        throw new IllegalArgumentException(
            "Recover action: a single site has no neighbours and no kappa; a lattice of 1 to 4"
                + " dimensions is needed");
      }
      this.lattice = lattice;
      this.byChain = byChain;
      this.firstStep = firstStep;
      this.lastStep = lastStep;
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
      if (neighbours == null || neighbours.length < batch) {
        neighbours = new double[batch];
      }
      int[] at = new int[batch];
      for (int b = 0; b < batch; b++) {
        at[b] = block(chain[b], step[b]) * PER_BLOCK;
        WeightSums.add(sums, at[b], w[b]);
      }
      for (int x = 0; x < lattice.volume(); x++) {
        Arrays.fill(neighbours, 0);
        for (int axis = 0; axis < lattice.dimensions(); axis++) {
          int forward = lattice.forward(x, axis) * batch;
          int backward = lattice.backward(x, axis) * batch;
          for (int b = 0; b < batch; b++) {
            neighbours[b] += phi[forward + b] + phi[backward + b];
          }
        }
        for (int b = 0; b < batch; b++) {
          double p = phi[x * batch + b];
          double v1 = -2 * neighbours[b];
          double v2 = 4 * p * (p * p - 1);
          double v0 = 2 * p;
          sums[at[b] + G11] += w[b] * (v1 * v1);
          sums[at[b] + G12] += w[b] * (v1 * v2);
          sums[at[b] + G22] += w[b] * (v2 * v2);
          sums[at[b] + G10] += w[b] * (v1 * v0);
          sums[at[b] + G20] += w[b] * (v2 * v0);
          sums[at[b] + LAPLACIAN2] += w[b] * (12 * p * p - 4);
        }
      }
    }
  }
}
