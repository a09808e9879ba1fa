package org.fieldbeam.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class Threefry4x64Test {
  private static final int[][] ROTATIONS = {
    {14, 16}, {52, 57}, {23, 40}, {5, 37}, {25, 33}, {46, 12}, {58, 22}, {32, 32}
  };

  /** The known-answer vectors of Random123 1.14 (file kat_vectors, threefry4x64 20). */
  @Test
  void knownAnswers() {
    assertArrayEquals(
        new long[] {
          0x09218ebde6c85537L, 0x55941f5266d86105L, 0x4bd25e16282434dcL, 0xee29ec846bd2e40bL
        },
        words(new long[4], new long[4]));
    assertArrayEquals(
        new long[] {
          0x29c24097942bba1bL, 0x0371bbfb0f6f4e11L, 0x3c231ffa33f83a1cL, 0xcd29113fde32d168L
        },
        words(new long[] {-1, -1, -1, -1}, new long[] {-1, -1, -1, -1}));
    assertArrayEquals(
        new long[] {
          0xa7e8fde591651bd9L, 0xbaafd0c30138319bL, 0x84a5c1a729e685b9L, 0x901d406ccebc1ba4L
        },
        words(
            new long[] {
              0x243f6a8885a308d3L, 0x13198a2e03707344L, 0xa4093822299f31d0L, 0x082efa98ec4e6c89L
            },
            new long[] {
              0x452821e638d01377L, 0xbe5466cf34e90c6cL, 0xbe5466cf34e90c6cL, 0xc0ac29b7c97c50ddL
            }));
  }

  /** The definition, round by round, for random counters and keys. */
  @Test
  void agreesWithTheDefinition() {
    RandomStream random = Streams.of(1, "threefry", 0, 0);
    for (int trial = 0; trial < 200; trial++) {
      long[] counter = new long[4];
      long[] key = new long[4];
      for (int i = 0; i < 4; i++) {
        counter[i] = random.nextLong();
        key[i] = random.nextLong();
      }
      assertArrayEquals(definition(counter, key), words(counter, key));
    }
  }

  @Test
  void aBatchIsItsCountersOneByOne() {
    long[] key = {3, -4, 5, 6};
    Threefry4x64 many = new Threefry4x64(70, key);
    long first = (1L << 40) + 7;
    many.batch(first, 1, -2, 9, 67);
    for (int i = 0; i < 67; i++) {
      long[] one = words(new long[] {first + i, 1, -2, 9}, key);
      for (int j = 0; j < 4; j++) {
        assertEquals(one[j], many.word(i, j));
      }
    }
    many.batch(first, 1, -2, 9, 7, 10);
    for (int i = 0; i < 70; i++) {
      long[] one = words(new long[] {first + i / 7, 1, -2 + i % 7, 9}, key);
      for (int j = 0; j < 4; j++) {
        assertEquals(one[j], many.word(i, j));
      }
    }
  }

  private static long[] words(long[] counter, long[] key) {
    Threefry4x64 one = new Threefry4x64(1, key);
    one.batch(counter[0], counter[1], counter[2], counter[3], 1);
    return new long[] {one.word(0, 0), one.word(0, 1), one.word(0, 2), one.word(0, 3)};
  }

  private static long[] definition(long[] counter, long[] key) {
    long[] ks = new long[5];
    ks[4] = 0x1BD11BDAA9FC1A22L;
    long[] x = new long[4];
    for (int i = 0; i < 4; i++) {
      ks[i] = key[i];
      ks[4] ^= key[i];
      x[i] = counter[i] + key[i];
    }
    for (int round = 0; round < 20; round++) {
      int partner = round % 2 == 0 ? 1 : 3;
      x[0] += x[partner];
      x[partner] = Long.rotateLeft(x[partner], ROTATIONS[round % 8][0]) ^ x[0];
      x[2] += x[4 - partner];
      x[4 - partner] = Long.rotateLeft(x[4 - partner], ROTATIONS[round % 8][1]) ^ x[2];
      if (round % 4 == 3) {
        int s = round / 4 + 1;
        for (int i = 0; i < 4; i++) {
          x[i] += ks[(s + i) % 5];
        }
        x[3] += s;
      }
    }
    return x;
  }
}
