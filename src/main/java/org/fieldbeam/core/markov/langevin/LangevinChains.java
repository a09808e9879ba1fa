package org.fieldbeam.core.markov.langevin;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.markov.ChainBatch;
import org.fieldbeam.core.markov.Start;

/**
 * Langevin chains in lockstep.
 *
 * <p>Chains of one site are worked on in tiles small enough for the cache where many updates are
 * asked for.
 */
final class LangevinChains extends ChainBatch {
  // Numbers per chain drawn at a time: enough to make the cost of a call small, few enough for a
  // tile to stay in the cache.
  private static final int DRAWS = 32;

  // Chains of a tile, and the least number of updates that makes tiles worth their while.
  private static final int TILE = 256;
  private static final int LEAST_UPDATES = 32;

  private final double eps;
  private final double noiseScale;
  private final double[] change;
  // Noise of several updates, element (update * V + value) * batch + b.
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
    updatesPerDraw = Math.max(1, DRAWS / values);
    noise = new double[updatesPerDraw * size];
  }

  @Override
  public void updates(long from, int updates) {
    if (values > 1 || layout.isAngle() || batch <= TILE || updates < LEAST_UPDATES) {
      super.updates(from, updates);
      return;
    }
    // Tiles share the room for noise, which then stays in the cache.
    double[] tileNoise = new double[DRAWS * TILE];
    for (int first = 0; first < batch; first += TILE) {
      advanceTile(first, Math.min(TILE, batch - first), from, updates, tileNoise);
    }
  }

  /** Advances chains first to first + width - 1 of one site, which lie together in phi. */
  private void advanceTile(int first, int width, long from, int updates, double[] tileNoise) {
    double[] fields = Arrays.copyOfRange(phi, first, first + width);
    double[] move = new double[width];
    for (int done = 0; done < updates; ) {
      int count = Math.min(updates - done, DRAWS);
      gaussians(first, width, 0, from + done, count, tileNoise);
      for (int u = 0; u < count; u++, done++) {
        scale(tileNoise, u * width, noiseScale, move);
        action.addForce(fields, width, eps, move);
        add(move, fields);
      }
    }
    System.arraycopy(fields, 0, phi, first, width);
  }

  @Override
  public void update(long number) {
    if (number < noiseFrom || number >= noiseTo) {
      draw(number);
    }
    scale(noise, (int) (number - noiseFrom) * phi.length, noiseScale, change);
    action.addForce(phi, batch, eps, change);
    add(change, phi);
    wrapAngles();
  }

  /** Static, as the next: the compiler then knows the arrays apart. */
  private static void scale(double[] from, int at, double factor, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = factor * from[at + i];
    }
  }

  private static void add(double[] change, double[] fields) {
    for (int i = 0; i < fields.length; i++) {
      fields[i] += change[i];
    }
  }

  /** Draws the noise of the next updates: update n takes the numbers n V to n V + V - 1. */
  private void draw(long number) {
    gaussians(0, batch, 0, number * values, updatesPerDraw * values, noise);
    noiseFrom = number;
    noiseTo = number + updatesPerDraw;
  }
}
