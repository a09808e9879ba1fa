package org.fieldbeam.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

final class Philox4x64Test {

  /** The known-answer vectors of Random123 1.14 (file kat_vectors, philox4x64 10). */
  @Test
  void knownAnswers() {
    long[] out = new long[4];
    Philox4x64.block(0, 0, 0, 0, 0, 0, out);
    assertArrayEquals(
        new long[] {
          0x16554d9eca36314cL, 0xdb20fe9d672d0fdcL, 0xd7e772cee186176bL, 0x7e68b68aec7ba23bL
        },
        out);
    Philox4x64.block(-1, -1, -1, -1, -1, -1, out);
    assertArrayEquals(
        new long[] {
          0x87b092c3013fe90bL, 0x438c3c67be8d0224L, 0x9cc7d7c69cd777b6L, 0xa09caebf594f0ba0L
        },
        out);
    Philox4x64.block(
        0x243f6a8885a308d3L,
        0x13198a2e03707344L,
        0xa4093822299f31d0L,
        0x082efa98ec4e6c89L,
        0x452821e638d01377L,
        0xbe5466cf34e90c6cL,
        out);
    assertArrayEquals(
        new long[] {
          0xa528f45403e61d95L, 0x38c72dbd566e9788L, 0xa5a1610e72fd18b5L, 0x57bd43b5e52b7fe6L
        },
        out);
  }

  /** The definition, rounds of 128-bit products, with big integers. */
  @Test
  void agreesWithTheDefinition() {
    BigInteger word = BigInteger.ONE.shiftLeft(64);
    BigInteger m0 = new BigInteger("D2E7470EE14C6C93", 16);
    BigInteger m1 = new BigInteger("CA5A826395121157", 16);
    RandomStream random = Streams.of(1, "philox", 0, 0);
    long[] out = new long[4];
    for (int trial = 0; trial < 200; trial++) {
      long[] c = new long[6];
      for (int i = 0; i < 6; i++) {
        c[i] = random.nextLong();
      }
      Philox4x64.block(c[0], c[1], c[2], c[3], c[4], c[5], out);
      for (int round = 0; round < 10; round++) {
        BigInteger p0 = m0.multiply(unsigned(c[0]));
        BigInteger p1 = m1.multiply(unsigned(c[2]));
        c[0] = p1.divide(word).longValue() ^ c[1] ^ c[4];
        c[1] = p1.longValue();
        c[2] = p0.divide(word).longValue() ^ c[3] ^ c[5];
        c[3] = p0.longValue();
        c[4] += 0x9E3779B97F4A7C15L;
        c[5] += 0xBB67AE8584CAA73BL;
      }
      assertArrayEquals(new long[] {c[0], c[1], c[2], c[3]}, out);
    }
  }

  @Test
  void manyBlocksAreTheBlocksOneByOne() {
    long[] many = new long[4 * 6];
    Philox4x64.blocks((1L << 40) + 7, 6, 0, -3, 4, 5, 6, many);
    long[] one = new long[4];
    for (int i = 0; i < 6; i++) {
      Philox4x64.block((1L << 40) + 7 + i, 0, -3, 4, 5, 6, one);
      for (int j = 0; j < 4; j++) {
        assertEquals(one[j], many[4 * i + j]);
      }
    }
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
