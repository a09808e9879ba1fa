package org.fieldbeam.core.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The Threefry key that stands for a seed and a purpose: the four big-endian words of the SHA-256
 * of the eight big-endian bytes of the seed followed by the purpose in UTF-8.
 */
public final class StreamKey {
  private final long[] words;

  private StreamKey(long[] words) {
    this.words = words;
  }

  static StreamKey of(long seed, String purpose) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
      ByteBuffer hash = ByteBuffer.wrap(digest.digest(purpose.getBytes(StandardCharsets.UTF_8)));
      return new StreamKey(
          new long[] {hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong()});
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the stream (a, b) of this key, at its beginning. */
  public RandomStream stream(long a, long b) {
    return new RandomStream(words, a, b);
  }

  /** Returns what draws the Gaussian numbers of many streams of this key at once. */
  public BatchGaussians gaussians() {
    return new BatchGaussians(words);
  }
}
