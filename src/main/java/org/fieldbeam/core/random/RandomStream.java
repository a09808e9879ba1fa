package org.fieldbeam.core.random;

/**
 * A stream of random numbers whose every value depends on the key, the two numbers of the stream
 * and the position only.
 *
 * <p>The stream is a sequence of 64-bit words: word {@code n} is word {@code n mod 4} of the
 * Threefry4x64-20 output for the counter {@code (n / 4, 0, a, b)} under the key of the seed and the
 * purpose. Every draw of every kind takes exactly one word, so that {@link #seek} reaches any draw
 * directly. The few draws that reject their word find more at the counters {@code (n, 1, a, b)},
 * {@code (n, 2, a, b)}, ..., which no other draw uses.
 *
 * <p>Not thread safe.
 */
public final class RandomStream {
  private static final double TWO_TO_MINUS_53 = 0x1.0p-53;

  /** Blocks computed at once when draws follow each other: first so many, then the most. */
  private static final int AHEAD_BLOCKS = 16;

  private static final int MOST_BLOCKS = 64;

  private long a;
  private long b;
  private long position;

  // Holds blocks firstBlock to firstBlock + blocks - 1.
  private final Threefry4x64 words;
  private long firstBlock;
  private int blocks;
  private final GaussianDraws draws;

  RandomStream(long[] key, long a, long b) {
    this.a = a;
    this.b = b;
    words = new Threefry4x64(MOST_BLOCKS, key);
    draws = new GaussianDraws(key);
  }

  /** Moves to the beginning of another stream of the same seed and purpose. */
  public void restart(long newA, long newB) {
    a = newA;
    b = newB;
    position = 0;
    blocks = 0;
  }

  /** Returns the number of draws before the next one. */
  public long position() {
    return position;
  }

  /** Moves to a position of the stream, at least 0. */
  public void seek(long newPosition) {
    position = newPosition;
  }

  /** Returns 64 random bits. */
  public long nextLong() {
    int at = available(1);
    return words.word(at, (int) (position++ & 3));
  }

  /** Returns a uniform number in [0, 1), a multiple of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * TWO_TO_MINUS_53;
  }

  /** Returns a uniform number in (0, 1), an odd multiple of 2^-53. */
  public double nextOpen() {
    return open(nextLong());
  }

  /** Turns a word into an odd multiple of 2^-53. */
  static double open(long word) {
    return ((word >>> 11) | 1) * TWO_TO_MINUS_53;
  }

  /**
   * Returns a uniform integer in [0, bound), without bias.
   *
   * @throws IllegalArgumentException if the bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound is " + bound + "; allowed: 1 or more");
    }
    long at = position;
    long word = nextLong();
    // Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019).
    long low = word * bound;
    if (Long.compareUnsigned(low, bound) < 0) {
      long threshold = Long.remainderUnsigned(-bound, bound);
      for (int attempt = 1; Long.compareUnsigned(low, threshold) < 0; attempt++) {
        word = draws.further(a, b, at, attempt);
        low = word * bound;
      }
    }
    return (int) (Math.multiplyHigh(word, bound) + ((word >> 63) & bound));
  }

  /** Returns a Gaussian number of mean 0 and variance 1. */
  public double nextGaussian() {
    long at = position;
    return draws.one(nextLong(), a, b, at);
  }

  /**
   * Writes Gaussian numbers of mean 0 and variance 1, the same as so many calls of {@link
   * #nextGaussian}.
   *
   * @param out receives the numbers at {@code from}, {@code from + stride}, ...
   * @param from the first index to write
   * @param stride the distance between the indices
   * @param count how many numbers
   */
  public void gaussians(double[] out, int from, int stride, int count) {
    int at = from;
    int left = count;
    while (left > 0) {
      int block = available(left);
      if ((position & 3) != 0 || left < 4) {
        out[at] = draws.one(words.word(block, (int) (position & 3)), a, b, position);
        position++;
        left--;
        at += stride;
        continue;
      }
      int whole = Math.min(left >> 2, blocks - block);
      for (int j = 0; j < 4; j++) {
        draws.along(
            words.words(j), block, whole, out, at + j * stride, 4 * stride, a, b, position + j);
      }
      position += 4L * whole;
      at += 4 * whole * stride;
      left -= 4 * whole;
    }
  }

  /**
   * Writes uniform numbers in [0, 1), the same as so many calls of {@link #nextDouble}.
   *
   * @param out receives the numbers at {@code from}, {@code from + stride}, ...
   * @param from the first index to write
   * @param stride the distance between the indices
   * @param count how many numbers
   */
  public void uniforms(double[] out, int from, int stride, int count) {
    for (int i = 0, at = from; i < count; i++, at += stride) {
      out[at] = (words.word(available(count - i), (int) (position & 3)) >>> 11) * TWO_TO_MINUS_53;
      position++;
    }
  }

  /**
   * Sees to it that the words of the block at the position are there.
   *
   * @param wanted how many words will be drawn, as far as is known
   * @return the number of the block in the batch
   */
  private int available(int wanted) {
    long block = position >>> 2;
    long at = block - firstBlock;
    if (at < 0 || at >= blocks) {
      // Few words may be all that is wanted of a stream; who comes for more wants many.
      boolean goesOn = blocks > 0 && at == blocks;
      int ahead = goesOn ? (blocks < AHEAD_BLOCKS ? AHEAD_BLOCKS : MOST_BLOCKS) : 1;
      blocks = Math.max(ahead, Math.min(MOST_BLOCKS, (wanted + 3) >> 2));
      firstBlock = block;
      words.batch(block, 0, a, b, blocks);
      at = 0;
    }
    return (int) at;
  }
}
