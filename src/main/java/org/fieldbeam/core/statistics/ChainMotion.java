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
 * @param steps the steps of the field between neighbours, of all chains
 * @param slowest those of the chain that moves least
 */
public record ChainMotion(
    long pairs,
    long moves,
    long frozen,
    long frozenPairs,
    long longestFrozen,
    double age,
    Steps steps,
    Steps slowest) {

  /** Places in an array. */
  private static final int ALL_STEPS = 6;

  private static final int SLOWEST = 10;

  /** Numbers that a motion takes in an array. */
  static final int SIZE = 14;

  /**
   * How far fields are from one configuration to the next.
   *
   * @param squares half the mean square difference over sites, summed over neighbours
   * @param spreads the mean variance over sites, summed likewise
   * @param pairs neighbours of which both are known
   * @param moves those of them that differ
   */
  public record Steps(double squares, double spreads, long pairs, long moves) {
    private static Steps read(double[] from, int at) {
      return new Steps(from[at], from[at + 1], (long) from[at + 2], (long) from[at + 3]);
    }

    private void write(double[] to, int at) {
      to[at] = squares;
      to[at + 1] = spreads;
      to[at + 2] = pairs;
      to[at + 3] = moves;
    }

    private Steps with(Steps other) {
      return new Steps(
          squares + other.squares,
          spreads + other.spreads,
          pairs + other.pairs,
          moves + other.moves);
    }

    /** The spread in units of the steps of those that differ. */
    public double ratioOfMoves() {
      return spreads / squares * moves / pairs;
    }

    /** Of these and others those that are the less likely to be as short as they are. */
    private Steps slower(Steps other) {
      return other.unlikeliness() > unlikeliness() ? other : this;
    }

    /** Minus twice the logarithm of the likelihood of so many steps of one degree of freedom. */
    private double unlikeliness() {
      return moves > 0 ? moves * StrictMath.log(ratioOfMoves()) : Double.NEGATIVE_INFINITY;
    }
  }

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
        from[at + 5],
        Steps.read(from, at + ALL_STEPS),
        Steps.read(from, at + SLOWEST));
  }

  /** Joins the motion of other chains to that of some. */
  static void join(double[] joint, double[] other, int at) {
    for (int i = at; i < at + 4; i++) {
      joint[i] += other[i];
    }
    joint[at + 4] = Math.max(joint[at + 4], other[at + 4]);
    joint[at + 5] = Math.max(joint[at + 5], other[at + 5]);
    all(joint, at, Steps.read(other, at + ALL_STEPS));
    slowest(joint, at, Steps.read(other, at + SLOWEST));
  }

  private static void all(double[] to, int at, Steps more) {
    Steps.read(to, at + ALL_STEPS).with(more).write(to, at + ALL_STEPS);
  }

  private static void slowest(double[] to, int at, Steps other) {
    Steps.read(to, at + SLOWEST).slower(other).write(to, at + SLOWEST);
  }

  /**
   * A number by which configurations are told apart.
   *
   * @param columns what was measured of one
   * @param count how many of these tell them apart
   * @return 64 bits that agree for the same numbers, and for others by chance only
   */
  public static long fingerprint(double[] columns, int count) {
    long hash = ODD;
    for (int i = 0; i < count; i++) {
      hash = (hash ^ Double.doubleToRawLongBits(columns[i])) * ODD;
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
      double squares;
      double spreads;
      long stepPairs;
      long stepMoves;
      long fingerprint;
      long firstStep;
      long lastStep;

      Steps steps() {
        return new Steps(squares, spreads, stepPairs, stepMoves);
      }

      /** From step 0 on, if steps are known and rise. */
      double age() {
        double updates = (double) lastStep - firstStep;
        return firstStep >= 0 && updates > 0 ? lastStep * (length - 1) / updates : 0;
      }
    }

    void add(long number, long step, long fingerprint, double fieldStep, double fieldSpread) {
      if (last == null || lastNumber != number) {
        lastNumber = number;
        last = chains.computeIfAbsent(number, n -> new Chain());
      }
      if (last.length == 0) {
        last.firstStep = step;
      } else {
        boolean moves = fingerprint != last.fingerprint;
        last.moves += moves ? 1 : 0;
        if (!Double.isNaN(fieldStep + fieldSpread)) {
          last.squares += fieldStep;
          last.spreads += fieldSpread;
          last.stepPairs++;
          last.stepMoves += moves ? 1 : 0;
        }
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
        all(to, at, chain.steps());
        slowest(to, at, chain.steps());
      }
    }
  }
}
