package org.fieldbeam.core.markov.deformed;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.exact.ExactMoments;
import org.fieldbeam.core.markov.ChainBatch;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.schedule.TimeScore;

/** Chains of deformed stochastic quantisation in lockstep. */
final class DeformedLangevinChains extends ChainBatch {
  /** Times the width of N(0,1) and of exp(-S), whichever is larger: no trajectory gets there. */
  private static final double FAR = 30;

  private final double eps;
  private final double farthest;
  private final double noiseScale;
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
    double lambda = langevin.lambda();
    eps = langevin.step();
    farthest = FAR * Math.sqrt(Math.max(1, meanSquare(action)));
    noiseScale = lambda * Math.sqrt(2 * eps);
    scoreScale = -(1 - lambda * lambda);
    int size = phi.length;
    noise = new double[size];
    drift = new double[size];
    gradient = new double[size];
    predicted = new double[size];
  }

  /** Update n takes the numbers n V to n V + V - 1 of a chain; without noise it takes none. */
  @Override
  public void update(long number) {
    if (noiseScale > 0) {
      int volume = lattice.volume();
      gaussians(0, batch, 0, number * volume, volume, noise);
    }
    Arrays.fill(drift, 0);
    addDrift(phi, number * eps);
    for (int i = 0; i < phi.length; i++) {
      predicted[i] = phi[i] + eps * drift[i] + noiseScale * noise[i];
    }
    addDrift(predicted, (number + 1) * eps);
    for (int i = 0; i < phi.length; i++) {
      phi[i] += eps / 2 * drift[i] + noiseScale * noise[i];
      if (!(Math.abs(phi[i]) <= farthest)) {
        throw new IllegalArgumentException(
            "algorithm deformedLangevin: chain "
                + (firstChain() + i % batch)
                + " ran away to phi = "
                + phi[i]
                + " in update "
                + (number + 1)
                + "; the step "
                + eps
                + " is too large for the tails of the hot start, or a learned score is bad: halve the"
                + " step, or learn the score again");
      }
    }
  }

  private static double meanSquare(Action action) {
    return ExactMoments.of(action).moment(2).re();
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
