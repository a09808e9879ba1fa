package org.fieldbeam.core.random;

/** Gives the random numbers that belong to a seed, a purpose and two numbers. */
public final class Streams {
  private Streams() {}

  /**
   * Returns the stream of random numbers for a purpose, at its beginning.
   *
   * <p>Streams that differ in any of the four are independent. Where many streams share seed and
   * purpose, {@link #key} and {@link StreamKey#stream} save the hashing of the purpose.
   *
   * @param seed the seed of the run
   * @param purpose what the numbers are for, for example {@code "generate/hmc"}
   * @param a the first number within the purpose, for example the chain
   * @param b the second number, for example the step
   */
  public static RandomStream of(long seed, String purpose, long a, long b) {
    return key(seed, purpose).stream(a, b);
  }

  /** Returns the key that the streams of a seed and a purpose share. */
  public static StreamKey key(long seed, String purpose) {
    return StreamKey.of(seed, purpose);
  }
}
