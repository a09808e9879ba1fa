package org.fieldbeam.core.random;

import java.util.Arrays;

/**
 * The counter-based generator Threefry4x64-20: a bijection of 256-bit counters, chosen by a 256-bit
 * key, whose outputs pass all statistical tests with a margin of eight rounds (Salmon, Moraes, Dror
 * and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, section 3.2).
 *
 * <p>It consists of additions, rotations and exclusive ors alone, which the Java compiler turns
 * into vector instructions; the products of Philox it does not. That is why a batch of counters
 * passes four rounds at a time.
 *
 * <p>An instance holds the words of one batch. Not thread safe.
 */
final class Threefry4x64 {
  /** The constant of the key schedule (Skein 1.3, C_240). */
  private static final long PARITY = 0x1BD11BDAA9FC1A22L;

  private static final int KEY_INJECTIONS = 5;

  private final long[] x0;
  private final long[] x1;
  private final long[] x2;
  private final long[] x3;
  private final long[] schedule = new long[5];

  /**
   * Makes room for the words of so many counters.
   *
   * @param key four words
   */
  Threefry4x64(int capacity, long[] key) {
    System.arraycopy(key, 0, schedule, 0, 4);
    schedule[4] = PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3];
    x0 = new long[capacity];
    x1 = new long[capacity];
    x2 = new long[capacity];
    x3 = new long[capacity];
  }

  /** Returns word {@code j} (0 to 3) of counter {@code i} of the batch. */
  long word(int i, int j) {
    return words(j)[i];
  }

  /** Returns word {@code j} (0 to 3) of all counters of the batch. */
  long[] words(int j) {
    return switch (j) {
      case 0 -> x0;
      case 1 -> x1;
      case 2 -> x2;
      default -> x3;
    };
  }

  /**
   * Computes the words of the counters (first, c1, c2, c3), (first + 1, c1, c2, c3), ... .
   *
   * @param count at most the capacity
   */
  void batch(long first, long c1, long c2, long c3, int count) {
    for (int i = 0; i < count; i++) {
      x0[i] = first + schedule[0] + i;
    }
    Arrays.fill(x2, 0, count, c2 + schedule[2]);
    encrypt(c1, c3, count);
  }

  /**
   * Computes the words of the counters (first, c1, c2, c3), (first, c1, c2 + 1, c3), ..., so many
   * that differ in c2, and after them those of (first + 1, c1, c2, c3), ... .
   *
   * @param width how many differ in c2
   * @param blocks how many differ in the first number; times the width at most the capacity
   */
  void batch(long first, long c1, long c2, long c3, int width, int blocks) {
    for (int block = 0; block < blocks; block++) {
      int from = block * width;
      Arrays.fill(x0, from, from + width, first + block + schedule[0]);
      for (int i = 0; i < width; i++) {
        x2[from + i] = c2 + schedule[2] + i;
      }
    }
    encrypt(c1, c3, width * blocks);
  }

  private void encrypt(long c1, long c3, int count) {
    Arrays.fill(x1, 0, count, c1 + schedule[1]);
    Arrays.fill(x3, 0, count, c3 + schedule[3]);
    for (int s = 1; s <= KEY_INJECTIONS; s++) {
      long k0 = schedule[s % 5];
      long k1 = schedule[(s + 1) % 5];
      long k2 = schedule[(s + 2) % 5];
      long k3 = schedule[(s + 3) % 5] + s;
      if ((s & 1) == 1) {
        oddRounds(x0, x1, x2, x3, count, k0, k1, k2, k3);
      } else {
        evenRounds(x0, x1, x2, x3, count, k0, k1, k2, k3);
      }
    }
  }

  /** Rounds 1 to 4 of eight, and the key. Static: the compiler then knows the arrays apart. */
  private static void oddRounds(
      long[] a, long[] b, long[] c, long[] d, int n, long k0, long k1, long k2, long k3) {
    for (int i = 0; i < n; i++) {
      long x0 = a[i] + b[i];
      long x1 = (b[i] << 14 | b[i] >>> 50) ^ x0;
      long x2 = c[i] + d[i];
      long x3 = (d[i] << 16 | d[i] >>> 48) ^ x2;
      x0 += x3;
      x3 = (x3 << 52 | x3 >>> 12) ^ x0;
      x2 += x1;
      x1 = (x1 << 57 | x1 >>> 7) ^ x2;
      x0 += x1;
      x1 = (x1 << 23 | x1 >>> 41) ^ x0;
      x2 += x3;
      x3 = (x3 << 40 | x3 >>> 24) ^ x2;
      x0 += x3;
      x3 = (x3 << 5 | x3 >>> 59) ^ x0;
      x2 += x1;
      x1 = (x1 << 37 | x1 >>> 27) ^ x2;
      a[i] = x0 + k0;
      b[i] = x1 + k1;
      c[i] = x2 + k2;
      d[i] = x3 + k3;
    }
  }

  /** Rounds 5 to 8 of eight, and the key. */
  private static void evenRounds(
      long[] a, long[] b, long[] c, long[] d, int n, long k0, long k1, long k2, long k3) {
    for (int i = 0; i < n; i++) {
      long x0 = a[i] + b[i];
      long x1 = (b[i] << 25 | b[i] >>> 39) ^ x0;
      long x2 = c[i] + d[i];
      long x3 = (d[i] << 33 | d[i] >>> 31) ^ x2;
      x0 += x3;
      x3 = (x3 << 46 | x3 >>> 18) ^ x0;
      x2 += x1;
      x1 = (x1 << 12 | x1 >>> 52) ^ x2;
      x0 += x1;
      x1 = (x1 << 58 | x1 >>> 6) ^ x0;
      x2 += x3;
      x3 = (x3 << 22 | x3 >>> 42) ^ x2;
      x0 += x3;
      x3 = (x3 << 32 | x3 >>> 32) ^ x0;
      x2 += x1;
      x1 = (x1 << 32 | x1 >>> 32) ^ x2;
      a[i] = x0 + k0;
      b[i] = x1 + k1;
      c[i] = x2 + k2;
      d[i] = x3 + k3;
    }
  }
}
