package org.fieldbeam.core.random;

/**
 * The counter-based generator Philox4x64-10: a bijection of 256-bit counters, chosen by a 128-bit
 * key, whose outputs pass all statistical tests (Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC11, section 3.3).
 */
final class Philox4x64 {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2E7470EE14C6C93L;
  private static final long MULTIPLIER_1 = 0xCA5A826395121157L;
  private static final long WEYL_0 = 0x9E3779B97F4A7C15L;
  private static final long WEYL_1 = 0xBB67AE8584CAA73BL;

  private Philox4x64() {}

  /** Computes the four words of one counter into {@code out[0..3]}. */
  static void block(
      long counter0,
      long counter1,
      long counter2,
      long counter3,
      long key0,
      long key1,
      long[] out) {
    long x0 = counter0;
    long x1 = counter1;
    long x2 = counter2;
    long x3 = counter3;
    long k0 = key0;
    long k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long high0 = multiplyHigh0(x0);
      long high1 = multiplyHigh1(x2);
      long low0 = MULTIPLIER_0 * x0;
      long low1 = MULTIPLIER_1 * x2;
      x0 = high1 ^ x1 ^ k0;
      x1 = low1;
      x2 = high0 ^ x3 ^ k1;
      x3 = low0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = x0;
    out[1] = x1;
    out[2] = x2;
    out[3] = x3;
  }

  /**
   * Computes the words of the counters (block, 0, counter2, counter3), (block + 1, 0, ...), ...:
   * {@code 4 * blocks} words from {@code out[0]} on.
   *
   * @param blocks an even number: two counters are worked on at a time, because the multiplications
   *     of one wait for each other
   */
  static void blocks(
      long block, int blocks, long counter2, long counter3, long key0, long key1, long[] out) {
    for (int i = 0; i < blocks; i += 2) {
      long x0 = block + i;
      long x1 = 0;
      long x2 = counter2;
      long x3 = counter3;
      long y0 = block + i + 1;
      long y1 = 0;
      long y2 = counter2;
      long y3 = counter3;
      long k0 = key0;
      long k1 = key1;
      for (int round = 0; round < ROUNDS; round++) {
        long xHigh0 = multiplyHigh0(x0);
        long xHigh1 = multiplyHigh1(x2);
        long xLow0 = MULTIPLIER_0 * x0;
        long xLow1 = MULTIPLIER_1 * x2;
        long yHigh0 = multiplyHigh0(y0);
        long yHigh1 = multiplyHigh1(y2);
        long yLow0 = MULTIPLIER_0 * y0;
        long yLow1 = MULTIPLIER_1 * y2;
        x0 = xHigh1 ^ x1 ^ k0;
        x1 = xLow1;
        x2 = xHigh0 ^ x3 ^ k1;
        x3 = xLow0;
        y0 = yHigh1 ^ y1 ^ k0;
        y1 = yLow1;
        y2 = yHigh0 ^ y3 ^ k1;
        y3 = yLow0;
        k0 += WEYL_0;
        k1 += WEYL_1;
      }
      int at = 4 * i;
      out[at] = x0;
      out[at + 1] = x1;
      out[at + 2] = x2;
      out[at + 3] = x3;
      out[at + 4] = y0;
      out[at + 5] = y1;
      out[at + 6] = y2;
      out[at + 7] = y3;
    }
  }

  // The high word of the unsigned product, from the signed one: both multipliers are negative as
  // signed numbers, so a is added always and the multiplier where a is negative.
  private static long multiplyHigh0(long a) {
    return Math.multiplyHigh(a, MULTIPLIER_0) + a + ((a >> 63) & MULTIPLIER_0);
  }

  private static long multiplyHigh1(long a) {
    return Math.multiplyHigh(a, MULTIPLIER_1) + a + ((a >> 63) & MULTIPLIER_1);
  }
}
