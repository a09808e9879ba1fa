package org.fieldbeam.core.random;

/**
 * The counter-based generator Philox4x64-10: a bijection of 256-bit counters, chosen by a 128-bit
 * key, whose outputs pass all statistical tests (Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC11, section 3.3).
 */
final class Philox4x64 {
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
    blocks(counter0, 1, counter1, counter2, counter3, key0, key1, out);
  }

  /**
   * Computes the words of the counters (block, counter1, counter2, counter3), (block + 1, ...),
   * ...: {@code 4 * blocks} words from {@code out[0]} on.
   */
  static void blocks(
      long block,
      int blocks,
      long counter1,
      long counter2,
      long counter3,
      long key0,
      long key1,
      long[] out) {
    for (int i = 0; i < blocks; i++) {
      // The rounds are written out: a loop over them costs a tenth more, and this is the most
      // expensive part of every Gaussian number.
      long x0 = block + i;
      long x2 = counter2;
      long k0 = key0;
      long k1 = key1;
      long high0 = multiplyHigh0(x0);
      long high1 = multiplyHigh1(x2) ^ counter1 ^ k0;
      long x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ counter3 ^ k1;
      long x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      k0 += WEYL_0;
      k1 += WEYL_1;
      high0 = multiplyHigh0(x0);
      high1 = multiplyHigh1(x2) ^ x1 ^ k0;
      x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ x3 ^ k1;
      x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      k0 += WEYL_0;
      k1 += WEYL_1;
      high0 = multiplyHigh0(x0);
      high1 = multiplyHigh1(x2) ^ x1 ^ k0;
      x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ x3 ^ k1;
      x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      k0 += WEYL_0;
      k1 += WEYL_1;
      high0 = multiplyHigh0(x0);
      high1 = multiplyHigh1(x2) ^ x1 ^ k0;
      x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ x3 ^ k1;
      x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      k0 += WEYL_0;
      k1 += WEYL_1;
      high0 = multiplyHigh0(x0);
      high1 = multiplyHigh1(x2) ^ x1 ^ k0;
      x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ x3 ^ k1;
      x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      k0 += WEYL_0;
      k1 += WEYL_1;
      high0 = multiplyHigh0(x0);
      high1 = multiplyHigh1(x2) ^ x1 ^ k0;
      x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ x3 ^ k1;
      x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      k0 += WEYL_0;
      k1 += WEYL_1;
      high0 = multiplyHigh0(x0);
      high1 = multiplyHigh1(x2) ^ x1 ^ k0;
      x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ x3 ^ k1;
      x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      k0 += WEYL_0;
      k1 += WEYL_1;
      high0 = multiplyHigh0(x0);
      high1 = multiplyHigh1(x2) ^ x1 ^ k0;
      x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ x3 ^ k1;
      x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      k0 += WEYL_0;
      k1 += WEYL_1;
      high0 = multiplyHigh0(x0);
      high1 = multiplyHigh1(x2) ^ x1 ^ k0;
      x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ x3 ^ k1;
      x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      k0 += WEYL_0;
      k1 += WEYL_1;
      high0 = multiplyHigh0(x0);
      high1 = multiplyHigh1(x2) ^ x1 ^ k0;
      x1 = MULTIPLIER_1 * x2;
      x2 = high0 ^ x3 ^ k1;
      x3 = MULTIPLIER_0 * x0;
      x0 = high1;
      int at = 4 * i;
      out[at] = x0;
      out[at + 1] = x1;
      out[at + 2] = x2;
      out[at + 3] = x3;
    }
  }

  // The high word of the unsigned product, from the signed one: both multipliers are negative as
  // signed numbers, so a is added always and the multiplier where a is negative. The brackets let
  // this addition run beside the multiplication.
  private static long multiplyHigh0(long a) {
    return Math.multiplyHigh(a, MULTIPLIER_0) + (a + ((a >> 63) & MULTIPLIER_0));
  }

  private static long multiplyHigh1(long a) {
    return Math.multiplyHigh(a, MULTIPLIER_1) + (a + ((a >> 63) & MULTIPLIER_1));
  }
}
