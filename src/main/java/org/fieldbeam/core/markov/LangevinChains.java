package org.fieldbeam.core.markov;

import org.fieldbeam.core.action.Action;

/** Langevin chains in lockstep. */
final class LangevinChains extends ChainBatch {
  // Numbers per chain drawn at a time: enough to make the cost of a call small.
  private static final int DRAWS = 256;

  private final double eps;
  private final double noiseScale;
  private final double[] change;
  // Noise of several updates, element (update * V + site) * batch + b.
  private final double[] noise;
  private final int updatesPerDraw;
  private long noiseFrom;
  private long noiseTo;

  LangevinChains(
      Langevin langevin,
      Action action,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    super(action, start, seed, purpose, firstChain, batch);
    eps = langevin.step();
    noiseScale = Math.sqrt(2 * eps);
    int size = phi.length;
    change = new double[size];
    updatesPerDraw = Math.max(1, DRAWS / lattice.volume());
    noise = new double[updatesPerDraw * size];
  }

  @Override
  void update(long number) {
    if (number < noiseFrom || number >= noiseTo) {
      draw(number);
    }
    int size = phi.length;
    int from = (int) (number - noiseFrom) * size;
    scaleNoise(from, size);
    action.addForce(phi, batch, eps, change);
    for (int i = 0; i < size; i++) {
      phi[i] += change[i];
    }
  }

  private void scaleNoise(int from, int size) {
    for (int i = 0; i < size; i++) {
      change[i] = noiseScale * noise[from + i];
    }
  }

  /** Draws the noise of the next updates: update n takes the numbers n V to n V + V - 1. */
  private void draw(long number) {
    int volume = lattice.volume();
    for (int b = 0; b < batch; b++) {
      random[b].seek(number * volume);
      random[b].gaussians(noise, b, batch, updatesPerDraw * volume);
    }
    noiseFrom = number;
    noiseTo = number + updatesPerDraw;
  }
}
