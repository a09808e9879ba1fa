package org.fieldbeam.beam;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes one random place of a file. */
final class ByteMutations {
  private static final int LONGEST = 64;

  private final SplittableRandom random;

  ByteMutations(SplittableRandom random) {
    this.random = random;
  }

  /** A changed copy. */
  byte[] mutate(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + random.nextInt(1, LONGEST));
    byte[] copy = bytes.clone();
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(bytes, from);
      case 1 -> joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
      case 2 -> joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, from, bytes.length));
      case 3 -> {
        Arrays.fill(copy, from, to, (byte) (random.nextBoolean() ? 0 : -1));
        yield copy;
      }
      case 4 -> {
        for (int at = from; at < to; at++) {
          copy[at] = (byte) random.nextInt(256);
        }
        yield copy;
      }
      case 5 -> {
        int other = random.nextInt(bytes.length - (to - from) + 1);
        System.arraycopy(bytes, other, copy, from, to - from);
        yield copy;
      }
      default -> {
        copy[from] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
    };
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    byte[] both = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    return both;
  }
}
