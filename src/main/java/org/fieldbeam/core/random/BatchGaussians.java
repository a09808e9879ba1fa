package org.fieldbeam.core.random;

/**
 * The Gaussian numbers of neighbouring streams (a, b), (a + 1, b), ... of one seed and purpose,
 * drawn together: those of {@link RandomStream#gaussians}, bit for bit, but faster than one stream
 * after the other, and in the layout of a batch of configurations.
 *
 * <p>Not thread safe.
 */
public final class BatchGaussians {
  /** Counters worked on at once: enough to fill vectors, few enough for the cache. */
  private static final int LANES = 512;

  private final Threefry4x64 words;
  private final GaussianDraws draws;

  BatchGaussians(long[] key) {
    words = new Threefry4x64(LANES, key);
    draws = new GaussianDraws(key);
  }

  /**
   * Writes Gaussian numbers of mean 0 and variance 1.
   *
   * @param a the first number of the first stream
   * @param b the second number of all streams
   * @param width how many streams
   * @param position the position of the first number in each stream, at least 0
   * @param count how many numbers of each stream
   * @param out receives number {@code position + i} of stream {@code (a + s, b)} at {@code at + i *
   *     width + s}
   * @param at the first index to write
   */
  public void draw(long a, long b, int width, long position, int count, double[] out, int at) {
    for (int first = 0; first < width; first += LANES) {
      int lanes = Math.min(LANES, width - first);
      draw(a + first, b, lanes, position, count, out, at + first, width);
    }
  }

  /** Draws for at most LANES streams; the numbers of one stream lie {@code stride} apart. */
  private void draw(
      long a, long b, int lanes, long position, int count, double[] out, int at, int stride) {
    int most = LANES / lanes;
    long block = position >>> 2;
    for (int i = -(int) (position & 3); i < count; ) {
      int blocks = Math.min(most, (count - i + 3) >> 2);
      words.batch(block, 0, a, b, lanes, blocks);
      block += blocks;
      for (int from = 0; from < blocks * lanes; from += lanes) {
        for (int j = 0; j < 4; j++, i++) {
          if (i >= 0 && i < count) {
            int to = at + i * stride;
            draws.across(words.words(j), from, lanes, out, to, a, b, position + i);
          }
        }
      }
    }
  }
}
