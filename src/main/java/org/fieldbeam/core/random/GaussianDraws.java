package org.fieldbeam.core.random;

/**
 * Turns random words into Gaussian numbers of mean 0 and variance 1 by the ziggurat method. A word
 * that is rejected is followed by those of the counters (position, 1, a, b), (position, 2, a, b),
 * ..., which no other draw uses.
 *
 * <p>Not thread safe.
 */
final class GaussianDraws {
  /** The bits of 2.0. A number with its exponent and random fraction is uniform in [2, 4). */
  private static final long TWO = 0x4000000000000000L;

  private final Threefry4x64 more;

  GaussianDraws(long[] key) {
    more = new Threefry4x64(1, key);
  }

  /** Returns the number of a word, the one at a position of stream (a, b). */
  double one(long word, long a, long b, long position) {
    int layer = layer(word);
    double x = abscissa(word, layer);
    return Math.abs(x) < Ziggurat.EDGE[layer + 1] ? x : finish(a, b, position, layer, x);
  }

  /**
   * Makes the numbers of stream (a, b) at every fourth position from one on.
   *
   * @param words their words from {@code from} on, {@code count} of them
   * @param out receives them at {@code at}, {@code at + stride}, ...
   */
  void along(
      long[] words,
      int from,
      int count,
      double[] out,
      int at,
      int stride,
      long a,
      long b,
      long position) {
    for (int i = 0, to = at; i < count; i++, to += stride) {
      long word = words[from + i];
      int layer = layer(word);
      double x = abscissa(word, layer);
      out[to] = x;
      if (!(Math.abs(x) < Ziggurat.EDGE[layer + 1])) {
        out[to] = finish(a, b, position + 4L * i, layer, x);
      }
    }
  }

  /**
   * Makes the numbers of the streams (a, b), (a + 1, b), ... at one position.
   *
   * @param words their words from {@code from} on, {@code count} of them
   * @param out receives them from {@code at} on
   */
  void across(
      long[] words, int from, int count, double[] out, int at, long a, long b, long position) {
    for (int i = 0; i < count; i++) {
      long word = words[from + i];
      int layer = layer(word);
      double x = abscissa(word, layer);
      out[at + i] = x;
      if (!(Math.abs(x) < Ziggurat.EDGE[layer + 1])) {
        out[at + i] = finish(a + i, b, position, layer, x);
      }
    }
  }

  private static int layer(long word) {
    return (int) word & Ziggurat.LAYER_MASK;
  }

  /** From the upper 52 bits, of which none chooses the layer; faster than to convert an integer. */
  private static double abscissa(long word, int layer) {
    return (Double.longBitsToDouble(word >>> 12 | TWO) - 3) * Ziggurat.EDGE[layer];
  }

  /** Finishes the draws that do not fall inside a rectangle that lies wholly under the curve. */
  private double finish(long a, long b, long position, int firstLayer, double firstX) {
    int layer = firstLayer;
    double x = firstX;
    for (int attempt = 1; ; attempt++) {
      more.batch(position, attempt, a, b, 1);
      if (layer == 0) {
        double tail = Ziggurat.tail(open(2), open(3));
        if (!Double.isNaN(tail)) {
          return Math.copySign(tail, x);
        }
        continue;
      }
      if (Ziggurat.underCurve(layer, x, open(0))) {
        return x;
      }
      long word = more.word(0, 1);
      layer = layer(word);
      x = abscissa(word, layer);
      if (Math.abs(x) < Ziggurat.EDGE[layer + 1]) {
        return x;
      }
    }
  }

  /** A further word for whatever other draw at a position rejects its own. */
  long further(long a, long b, long position, int attempt) {
    more.batch(position, attempt, a, b, 1);
    return more.word(0, 0);
  }

  private double open(int j) {
    return RandomStream.open(more.word(0, j));
  }
}
