package org.fieldbeam.core.markov;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;

/** Langevin chains with a kernel, in lockstep: phi += sqrt(K) (eps sqrt(K) F + sqrt(2 eps) N). */
final class KernelLangevinChains extends ChainBatch {
  private final double eps;
  private final MomentumFilter root;
  private final double[] change;
  private final double[] noise;

  KernelLangevinChains(
      KernelLangevin langevin,
      Action action,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    super(action, start, seed, purpose, firstChain, batch);
    eps = langevin.step();
    double massSquared = langevin.mass() * langevin.mass();
    double power = -langevin.exponent() / 2;
    root = new MomentumFilter(lattice, batch, phat2 -> StrictMath.pow(phat2 + massSquared, power));
    change = new double[phi.length];
    noise = new double[phi.length];
  }

  /** Update n takes the numbers n V to n V + V - 1 of a chain. */
  @Override
  void update(long number) {
    int volume = lattice.volume();
    Arrays.fill(change, 0);
    action.addForce(phi, batch, eps, change);
    root.apply(change, change);
    double width = Math.sqrt(2 * eps);
    gaussians(0, batch, 0, number * volume, volume, noise);
    for (int i = 0; i < change.length; i++) {
      change[i] += width * noise[i];
    }
    root.apply(change, change);
    for (int i = 0; i < change.length; i++) {
      phi[i] += change[i];
    }
  }
}
