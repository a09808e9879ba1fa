package org.fieldbeam.core.markov;

import java.io.Serializable;
import java.util.Arrays;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;

/** Where Markov chains begin. */
public final class Start implements Serializable {
  private static final long serialVersionUID = 1L;

  private enum Kind {
    HOT,
    COLD,
    GIVEN
  }

  private final Kind kind;
  private final double[] fields;
  private final long step;

  private Start(Kind kind, double[] fields, long step) {
    this.kind = kind;
    this.fields = fields;
    this.step = step;
  }

  /** Returns the disordered start: independent N(0,1) numbers at all sites, its own per chain. */
  public static Start hot() {
    return new Start(Kind.HOT, null, 0);
  }

  /** Returns the ordered start: phi = 1 at all sites. */
  public static Start cold() {
    return new Start(Kind.COLD, null, 0);
  }

  /**
   * Returns the start from given fields at step 0.
   *
   * @param fields {@code V * batch} numbers, element {@code site * batch + b}; copied
   */
  public static Start given(double[] fields) {
    return given(fields, 0);
  }

  /**
   * Returns the start from given fields at a step number: chains that were stopped at this step go
   * on exactly as if they had not been.
   *
   * @param fields {@code V * batch} numbers, element {@code site * batch + b}; copied
   * @param step the number of updates that led to the fields, at least 0
   * @throws IllegalArgumentException if the step is negative
   */
  public static Start given(double[] fields, long step) {
    if (step < 0) {
      throw new IllegalArgumentException("start at step " + step + "; allowed: 0 or more");
    }
    return new Start(Kind.GIVEN, fields.clone(), step);
  }

  /** Returns whether this is the disordered start. */
  boolean isHot() {
    return kind == Kind.HOT;
  }

  /** Returns the number of the step at which the chains begin. */
  long step() {
    return step;
  }

  /** Returns the fields of a batch of chains. */
  double[] fields(Lattice lattice, long seed, String purpose, long firstChain, int batch) {
    return values(lattice.volume(), seed, purpose, firstChain, batch);
  }

  /** Returns a number of values of each of a batch of chains. */
  double[] values(int volume, long seed, String purpose, long firstChain, int batch) {
    if (batch < 1 || firstChain < 0 || (long) volume * batch > 1L << 30) {
      throw new IllegalArgumentException(
          "batch of "
              + batch
              + " chains from number "
              + firstChain
              + " on "
              + volume
              + " sites; allowed: at least 1 chain, from number 0 or more, at most 2^30 field"
              + " values");
    }
    int size = volume * batch;
    return switch (kind) {
      case HOT -> hotFields(volume, seed, purpose, firstChain, batch);
      case COLD -> {
        double[] cold = new double[size];
        Arrays.fill(cold, 1.0);
        yield cold;
      }
      case GIVEN -> givenFields(volume, batch);
    };
  }

  private static double[] hotFields(
      int volume, long seed, String purpose, long firstChain, int batch) {
    double[] hot = new double[volume * batch];
    for (int b = 0; b < batch; b++) {
      RandomStream random = Streams.of(seed, purpose + "/start", firstChain + b, 0);
      random.gaussians(hot, b, batch, volume);
    }
    return hot;
  }

  private double[] givenFields(int volume, int batch) {
    if (fields.length != volume * batch) {
      throw new IllegalArgumentException(
          "start fields have "
              + fields.length
              + " numbers; needed: "
              + volume
              + " sites * "
              + batch
              + " chains = "
              + volume * batch);
    }
    for (double value : fields) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "start fields contain " + value + "; allowed: finite numbers");
      }
    }
    return fields.clone();
  }
}
