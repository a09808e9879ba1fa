package org.fieldbeam.core.markov;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.diffusion.TimeScore;

/** Chains of deformed stochastic quantisation in lockstep. */
final class DeformedLangevinChains extends ChainBatch {
  /** Updates that are done in parts. */
  static final int EARLY = 16;

  static final int PARTS = 8;

  private final double eps;
  private final double lambda;
  private final double scoreScale;
  private final TimeScore score;
  private final double[] noise;
  private final double[] drift;
  private final double[] gradient;
  private final double[] predicted;

  DeformedLangevinChains(
      DeformedLangevin langevin,
      Action action,
      TimeScore score,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    super(action, start, seed, purpose, firstChain, batch);
    this.score = score;
    lambda = langevin.lambda();
    eps = langevin.step();
    scoreScale = -(1 - lambda * lambda);
    int size = phi.length;
    noise = new double[size];
    drift = new double[size];
    gradient = new double[size];
    predicted = new double[size];
  }

  /**
   * Updates below EARLY are done in PARTS parts: there p_tau and the tails of the start change
   * fast, and without noise what goes wrong stays. Every part takes V numbers; without noise none.
   */
  @Override
  void update(long number) {
    int parts = number < EARLY ? PARTS : 1;
    long position = number < EARLY ? number * PARTS : EARLY * (PARTS - 1L) + number;
    for (int part = 0; part < parts; part++) {
      step((number + (double) part / parts) * eps, eps / parts, position + part);
    }
  }

  private void step(double time, double width, long position) {
    if (lambda > 0) {
      int volume = lattice.volume();
      for (int b = 0; b < batch; b++) {
        random[b].seek(position * volume);
        random[b].gaussians(noise, b, batch, volume);
      }
    }
    double noiseScale = lambda * Math.sqrt(2 * width);
    Arrays.fill(drift, 0);
    addDrift(phi, time);
    for (int i = 0; i < phi.length; i++) {
      predicted[i] = phi[i] + width * drift[i] + noiseScale * noise[i];
    }
    addDrift(predicted, time + width);
    for (int i = 0; i < phi.length; i++) {
      phi[i] += width / 2 * drift[i] + noiseScale * noise[i];
    }
  }

  /** Adds -S' - (1 - lambda^2) grad log p_tau. */
  private void addDrift(double[] x, double time) {
    action.addForce(x, batch, 1, drift);
    if (scoreScale < 0) {
      score.evaluate(x, batch, time, gradient, null);
      for (int i = 0; i < x.length; i++) {
        drift[i] += scoreScale * gradient[i];
      }
    }
  }
}
