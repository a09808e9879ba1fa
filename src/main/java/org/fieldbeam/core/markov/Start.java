package org.fieldbeam.core.markov;

import java.io.Serializable;
import java.util.Arrays;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
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

  /**
   * Returns the disordered start, its own per chain: independent N(0,1) numbers, or angles uniform
   * on the circle.
   */
  public static Start hot() {
    return new Start(Kind.HOT, null, 0);
  }

  /**
   * Returns the ordered start: phi = 1 at all sites, (1, 0, ..., 0) for real vectors, 1 for every
   * component of complexified fields, and angles of 0.
   */
  public static Start cold() {
    return new Start(Kind.COLD, null, 0);
  }

  /**
   * Returns the start from given fields at step 0.
   *
   * @param fields {@code V * batch} numbers, element {@code value * batch + b}; copied, angles
   *     wrapped into [-pi, pi)
   */
  public static Start given(double[] fields) {
    return given(fields, 0);
  }

  /**
   * Returns the start from given fields at a step number: chains that were stopped at this step go
   * on exactly as if they had not been.
   *
   * @param fields {@code V * batch} numbers, element {@code value * batch + b}; copied, angles
   *     wrapped into [-pi, pi)
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
  public boolean isHot() {
    return kind == Kind.HOT;
  }

  /** Returns the number of the step at which the chains begin. */
  public long step() {
    return step;
  }

  /** Returns the fields of a batch of chains. */
  double[] fields(FieldLayout layout, long seed, String purpose, long firstChain, int batch) {
    int values = layout.size();
    if (batch < 1 || firstChain < 0 || (long) values * batch > 1L << 30) {
      throw new IllegalArgumentException(
          "batch of "
              + batch
              + " chains from number "
              + firstChain
              + " of "
              + values
              + " field values each; allowed: at least 1 chain, from number 0 or more, at most 2^30"
              + " field values");
    }
    return switch (kind) {
      case HOT -> hotFields(layout, seed, purpose, firstChain, batch);
      case COLD -> coldFields(layout, batch);
      case GIVEN -> givenFields(layout, batch);
    };
  }

  private static double[] hotFields(
      FieldLayout layout, long seed, String purpose, long firstChain, int batch) {
    int values = layout.size();
    double[] hot = new double[values * batch];
    for (int b = 0; b < batch; b++) {
      RandomStream random = Streams.of(seed, purpose + "/start", firstChain + b, 0);
      if (layout.isAngle()) {
        random.uniforms(hot, b, batch, values);
      } else {
        random.gaussians(hot, b, batch, values);
      }
    }
    if (layout.isAngle()) {
      for (int i = 0; i < hot.length; i++) {
        hot[i] = Angles.wrap(Math.PI * (2 * hot[i] - 1));
      }
    }
    return hot;
  }

  private static double[] coldFields(FieldLayout layout, int batch) {
    double[] cold = new double[layout.size() * batch];
    switch (layout.type()) {
      case ANGLE -> {}
      case COMPLEXIFIED -> Arrays.fill(cold, 1.0);
      case REAL -> {
        int vector = layout.components() * batch;
        for (int at = 0; at < cold.length; at += vector) {
          Arrays.fill(cold, at, at + batch, 1.0);
        }
      }
    }
    return cold;
  }

  private double[] givenFields(FieldLayout layout, int batch) {
    int values = layout.size();
    if (fields.length != values * batch) {
      throw new IllegalArgumentException(
          "start fields have "
              + fields.length
              + " numbers; needed: "
              + values
              + " values * "
              + batch
              + " chains = "
              + values * batch);
    }
    for (double value : fields) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "start fields contain " + value + "; allowed: finite numbers");
      }
    }
    double[] given = fields.clone();
    if (layout.isAngle()) {
      Angles.wrap(given);
    }
    return given;
  }
}
