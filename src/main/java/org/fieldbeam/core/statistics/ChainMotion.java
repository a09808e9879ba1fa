package org.fieldbeam.core.statistics;

import java.util.HashMap;
import java.util.Map;

/**
 * How chains move from one configuration to the next: what {@link MeanSums} keeps of it.
 *
 * @param pairs neighbours in a chain, of all chains
 * @param moves those of them that differ
 * @param frozen chains of two configurations or more all of which are the same
 * @param frozenPairs neighbours in these
 * @param longestFrozen neighbours in the longest of these
 * @param age updates of the longest chain since its start, in units of those from one configuration
 *     to the next; thermalization is part of it
 */
public record ChainMotion(
    long pairs, long moves, long frozen, long frozenPairs, long longestFrozen, double age) {

  /** Numbers that a motion takes in an array. */
  static final int SIZE = 6;

  /** Multiplier and shifts of the generator SplitMix64, whose finalizer mixes bits well. */
  private static final long MIX_1 = 0xbf58476d1ce4e5b9L;

  private static final long MIX_2 = 0x94d049bb133111ebL;
  private static final long ODD = 0x9e3779b97f4a7c15L;

  /** Reads what {@link Chains#write} wrote. */
  static ChainMotion read(double[] from, int at) {
    return new ChainMotion(
        (long) from[at],
        (long) from[at + 1],
        (long) from[at + 2],
        (long) from[at + 3],
        (long) from[at + 4],
        from[at + 5]);
  }

  /** Joins the motion of other chains to that of some. */
  static void join(double[] joint, double[] other, int at) {
    for (int i = at; i < at + 4; i++) {
      joint[i] += other[i];
    }
    joint[at + 4] = Math.max(joint[at + 4], other[at + 4]);
    joint[at + 5] = Math.max(joint[at + 5], other[at + 5]);
  }

  /**
   * A number by which configurations are told apart.
   *
   * @param columns what was measured of one
   * @return 64 bits that agree for the same numbers, and for others by chance only
   */
  public static long fingerprint(double[] columns) {
    long hash = ODD;
    for (double column : columns) {
      hash = (hash ^ Double.doubleToRawLongBits(column)) * ODD;
      hash = (hash ^ (hash >>> 30)) * MIX_1;
      hash = (hash ^ (hash >>> 27)) * MIX_2;
      hash ^= hash >>> 31;
    }
    return hash;
  }

  /** The chains of a shard; rows of one arrive in the order of their steps. Not thread safe. */
  static final class Chains {
    private final Map<Long, Chain> chains = new HashMap<>();
    private long longest;
    // The chain of the last row: rows of one chain mostly come in runs.
    private long lastNumber;
    private Chain last;

    private static final class Chain {
      long length;
      long moves;
      long fingerprint;
      long firstStep;
      long lastStep;

      /** From step 0 on, if steps are known and rise. */
      double age() {
        double updates = (double) lastStep - firstStep;
        return firstStep >= 0 && updates > 0 ? lastStep * (length - 1) / updates : 0;
      }
    }

    void add(long number, long step, long fingerprint) {
      if (last == null || lastNumber != number) {
        lastNumber = number;
        last = chains.computeIfAbsent(number, n -> new Chain());
      }
      if (last.length == 0) {
        last.firstStep = step;
      } else if (fingerprint != last.fingerprint) {
        last.moves++;
      }
      last.fingerprint = fingerprint;
      last.lastStep = step;
      last.length++;
      longest = Math.max(longest, last.length);
    }

    int size() {
      return chains.size();
    }

    long longest() {
      return longest;
    }

    void write(double[] to, int at) {
      for (Chain chain : chains.values()) {
        long pairs = chain.length - 1;
        to[at] += pairs;
        to[at + 1] += chain.moves;
        if (pairs > 0 && chain.moves == 0) {
          to[at + 2]++;
          to[at + 3] += pairs;
          to[at + 4] = Math.max(to[at + 4], (double) pairs);
        }
        to[at + 5] = Math.max(to[at + 5], Math.max((double) chain.length, chain.age()));
      }
    }
  }
}
