package org.fieldbeam.core.markov;

import com.google.auto.service.AutoService;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Value;

/** Where Markov chains begin. */
public final class Start implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The name of the disordered start in pipeline files and footers. */
  public static final String HOT = "hot";

  /** The fields that chains begin with. */
  @FunctionalInterface
  public interface Rule extends Serializable {
    /**
     * Returns the fields of a batch of chains, {@code V * batch} numbers, element {@code value *
     * batch + b}. Those of a chain do not depend on its batch.
     *
     * @param seed the seed of all random numbers
     * @param purpose what random numbers are for; those of a start are named {@code purpose +
     *     "/start"}
     * @param firstChain the number of the first chain
     */
    double[] fields(FieldLayout layout, long seed, String purpose, long firstChain, int batch);
  }

  private final Rule rule;
  private final boolean hot;
  private final long step;

  private Start(Rule rule, boolean hot, long step) {
    this.rule = rule;
    this.hot = hot;
    this.step = step;
  }

  /** Returns a start of one's own, at step 0; angles are wrapped into [-pi, pi). */
  public static Start of(Rule rule) {
    return new Start(
        (layout, seed, purpose, firstChain, batch) ->
            checked(rule.fields(layout, seed, purpose, firstChain, batch).clone(), layout, batch),
        false,
        0);
  }

  /**
   * Returns the disordered start, its own per chain: independent N(0,1) numbers, or angles uniform
   * on the circle.
   */
  public static Start hot() {
    return new Start(Start::hotFields, true, 0);
  }

  /**
   * Returns the ordered start: phi = 1 at all sites, (1, 0, ..., 0) for real vectors, 1 for every
   * component of complexified fields, and angles of 0.
   */
  public static Start cold() {
    return new Start(
        (layout, seed, purpose, firstChain, batch) -> coldFields(layout, batch), false, 0);
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
    double[] copy = fields.clone();
    return new Start(
        (layout, seed, purpose, firstChain, batch) -> checked(copy.clone(), layout, batch),
        false,
        step);
  }

  /** Returns whether this is the disordered start. */
  public boolean isHot() {
    return hot;
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
    return rule.fields(layout, seed, purpose, firstChain, batch);
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

  /** Refuses numbers that are no fields of a batch, and wraps angles where they are. */
  private static double[] checked(double[] fields, FieldLayout layout, int batch) {
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
    if (layout.isAngle()) {
      Angles.wrap(fields);
    }
    return fields;
  }

  /** The start {@code hot}. */
  @AutoService(StartKind.class)
  public static final class OfHot implements StartKind {
    @Override
    public About about() {
      return About.of(HOT, "Independent Gaussian numbers, or angles uniform on the circle.");
    }

    @Override
    public Optional<Start> start(Value parameters) {
      return Optional.of(hot());
    }
  }

  /** The start {@code cold}. */
  @AutoService(StartKind.class)
  public static final class OfCold implements StartKind {
    @Override
    public About about() {
      return About.of(
          "cold", "The ordered field: 1 at all sites, (1, 0, ..., 0) of vectors, angles of 0.");
    }

    @Override
    public Optional<Start> start(Value parameters) {
      return Optional.of(cold());
    }
  }

  /** The start {@code from}. */
  @AutoService(StartKind.class)
  public static final class OfEnsemble implements StartKind {
    @Override
    public About about() {
      return About.of("from", "Configurations of another ensemble, one per chain.", Type.REFERENCE);
    }

    @Override
    public Optional<Start> start(Value parameters) {
      return Optional.empty();
    }
  }
}
