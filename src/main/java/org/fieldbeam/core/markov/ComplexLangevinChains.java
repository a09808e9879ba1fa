package org.fieldbeam.core.markov;

import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.random.BatchGaussians;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;

/**
 * A batch of running complex Langevin chains that advance in lockstep. Not thread safe.
 *
 * <p>The chains are worked on in tiles small enough for the cache, many updates at a time.
 */
public final class ComplexLangevinChains {
  /** Numbers of a tile that are worked on together, at most, unless one chain has more. */
  private static final int TILE = 256;

  private final ComplexAction action;
  private final int batch;
  private final long firstChain;
  private final ComplexLangevinTile[] tiles;
  private final BatchGaussians gaussians;
  private final double[] noise;
  private long step;

  ComplexLangevinChains(
      ComplexLangevin algorithm,
      ComplexAction action,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    if (batch < 1 || firstChain < 0) {
      throw new IllegalArgumentException(
          "batch of "
              + batch
              + " chains from number "
              + firstChain
              + "; allowed: at least 1 chain, from number 0 or more");
    }
    this.action = action;
    this.batch = batch;
    this.firstChain = firstChain;
    step = start.step();
    gaussians = Streams.key(seed, purpose).gaussians();
    RandomStream parts = Streams.of(seed, purpose + "/parts", 0, 0);
    int width = Math.max(1, Math.min(TILE, Math.max(8, 4096 / action.lattice().volume())));
    tiles = new ComplexLangevinTile[(batch + width - 1) / width];
    for (int t = 0; t < tiles.length; t++) {
      int first = t * width;
      int count = Math.min(width, batch - first);
      tiles[t] =
          new ComplexLangevinTile(
              algorithm, action, start, seed, purpose, parts, firstChain + first, count);
    }
    noise = new double[tiles[0].noiseLength()];
  }

  /** Advances every chain by a number of updates. */
  public void advance(int updates) {
    if (updates < 0) {
      throw new IllegalArgumentException("advance by " + updates + " updates; allowed: 0 or more");
    }
    for (ComplexLangevinTile tile : tiles) {
      tile.advance(step, updates, gaussians, noise);
    }
    step += updates;
  }

  /** Returns the number of updates since the start, plus the step number of the start. */
  public long step() {
    return step;
  }

  /** Returns the number of chains. */
  public int batch() {
    return batch;
  }

  /** Returns the number of the first chain of the batch. */
  public long firstChain() {
    return firstChain;
  }

  /**
   * Copies the fields.
   *
   * @param re receives {@code action.values() * batch} real parts, element {@code value * batch +
   *     b}
   * @param im receives the imaginary parts
   */
  public void copyFields(double[] re, double[] im) {
    int first = 0;
    for (ComplexLangevinTile tile : tiles) {
      for (int value = 0; value < action.values(); value++) {
        int at = value * batch + first;
        System.arraycopy(tile.re, value * tile.width, re, at, tile.width);
        System.arraycopy(tile.im, value * tile.width, im, at, tile.width);
      }
      first += tile.width;
    }
  }

  /**
   * Returns how often chain {@code b} has run away so far: |phi| beyond the guard, or no longer a
   * number.
   */
  public long runaways(int b) {
    int first = 0;
    for (ComplexLangevinTile tile : tiles) {
      if (b < first + tile.width) {
        return tile.runaways[b - first];
      }
      first += tile.width;
    }
    throw new IllegalArgumentException("chain " + b + " of a batch of " + batch);
  }
}
