package org.fieldbeam.core.markov.langevin;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.markov.ChainBatch;
import org.fieldbeam.core.markov.Start;

/** Langevin chains with a kernel, in lockstep: phi += eps K F + sqrt(K) sqrt(2 eps) N. */
final class KernelLangevinChains extends ChainBatch {
  private final double eps;
  private final Kernel kernel;
  private final double[] change;
  private final double[] noise;

  /** A kernel K and a root R of it, K = R R^T. */
  interface Kernel {
    /** Replaces {@code change} by K change + R noise, for each chain of the batch. */
    void apply(double[] change, double[] noise);
  }

  KernelLangevinChains(
      double step,
      Kernel kernel,
      Action action,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    super(action, start, seed, purpose, firstChain, batch);
    eps = step;
    this.kernel = kernel;
    change = new double[phi.length];
    noise = new double[phi.length];
  }

  /** Update n takes the numbers n V to n V + V - 1 of a chain. */
  @Override
  public void update(long number) {
    Arrays.fill(change, 0);
    action.addForce(phi, batch, eps, change);
    double width = Math.sqrt(2 * eps);
    gaussians(0, batch, 0, number * values, values, noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] *= width;
    }
    kernel.apply(change, noise);
    for (int i = 0; i < change.length; i++) {
      phi[i] += change[i];
    }
    wrapAngles();
  }
}
