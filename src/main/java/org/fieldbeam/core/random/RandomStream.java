package org.fieldbeam.core.random;

/**
 * A stream of random numbers whose every value depends on the key, the two numbers of the stream
 * and the position only.
 *
 * <p>The stream is a sequence of 64-bit words: word {@code n} is word {@code n mod 4} of the
 * Threefry4x64-20 output for the counter {@code (n / 4, 0, 0, 0)} under the key {@code (key0, key1,
 * a, b)}. Every draw of every kind takes exactly one word, so that {@link #seek} reaches any draw
 * directly. The few draws that reject their word find more at the counters {@code (n, 1, 0, 0)},
 * {@code (n, 2, 0, 0)}, ..., which no other draw uses.
 *
 * <p>Not thread safe.
 */
public final class RandomStream {
  private static final double TWO_TO_MINUS_53 = 0x1.0p-53;

  /** Blocks computed at once when draws follow each other: first so many, then the most. */
  private static final int AHEAD_BLOCKS = 16;

  private static final int MOST_BLOCKS = 64;

  private final long key0;
  private final long key1;
  private long a;
  private long b;
  private long position;

  // Holds blocks firstBlock to firstBlock + blocks - 1.
  private final Threefry4x64 words = new Threefry4x64(MOST_BLOCKS);
  private long firstBlock;
  private int blocks;
  // Words of the rare rejections; made on first use.
  private Threefry4x64 extra;

  RandomStream(long key0, long key1, long a, long b) {
    this.key0 = key0;
    this.key1 = key1;
    this.a = a;
    this.b = b;
    words.setKey(key0, key1, a, b);
  }

  /** Moves to the beginning of another stream of the same seed and purpose. */
  public void restart(long newA, long newB) {
    a = newA;
    b = newB;
    position = 0;
    blocks = 0;
    words.setKey(key0, key1, a, b);
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

  private static double open(long word) {
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
        word = extraWords(at, attempt).word(0, 0);
        low = word * bound;
      }
    }
    return (int) (Math.multiplyHigh(word, bound) + ((word >> 63) & bound));
  }

  /** Returns a Gaussian number of mean 0 and variance 1. */
  public double nextGaussian() {
    long at = position;
    return gaussian(nextLong(), at);
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
        out[at] = gaussian(words.word(block, (int) (position & 3)), position);
        position++;
        left--;
        at += stride;
        continue;
      }
      int whole = Math.min(left >> 2, blocks - block);
      long draw = position;
      for (int i = block; i < block + whole; i++, at += 4 * stride, draw += 4) {
        out[at] = gaussian(words.word(i, 0), draw);
        out[at + stride] = gaussian(words.word(i, 1), draw + 1);
        out[at + 2 * stride] = gaussian(words.word(i, 2), draw + 2);
        out[at + 3 * stride] = gaussian(words.word(i, 3), draw + 3);
      }
      position = draw;
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
      words.batch(block, 0, 0, 0, blocks);
      at = 0;
    }
    return (int) at;
  }

  private double gaussian(long word, long at) {
    int layer = (int) word & Ziggurat.LAYER_MASK;
    long magnitude = word >> 11;
    double x = magnitude * Ziggurat.WIDTH[layer];
    if (Math.abs(x) < Ziggurat.EDGE[layer + 1]) {
      return x;
    }
    return rareGaussian(layer, x, at);
  }

  /** Finishes the draws that do not fall inside a rectangle that lies wholly under the curve. */
  private double rareGaussian(int firstLayer, double firstX, long at) {
    int layer = firstLayer;
    double x = firstX;
    int attempt = 1;
    while (true) {
      Threefry4x64 more = extraWords(at, attempt++);
      if (layer == 0) {
        double tail = Ziggurat.tail(open(more.word(0, 2)), open(more.word(0, 3)));
        if (!Double.isNaN(tail)) {
          return Math.copySign(tail, x);
        }
        continue;
      }
      if (Ziggurat.underCurve(layer, x, open(more.word(0, 0)))) {
        return x;
      }
      layer = (int) more.word(0, 1) & Ziggurat.LAYER_MASK;
      x = (more.word(0, 1) >> 11) * Ziggurat.WIDTH[layer];
      if (Math.abs(x) < Ziggurat.EDGE[layer + 1]) {
        return x;
      }
    }
  }

  private Threefry4x64 extraWords(long at, int attempt) {
    if (extra == null) {
      extra = new Threefry4x64(1);
    }
    extra.setKey(key0, key1, a, b);
    extra.batch(at, attempt, 0, 0, 1);
    return extra;
  }
}
