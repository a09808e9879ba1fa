package org.fieldbeam.core.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.StreamKey;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.Prior;
import org.fieldbeam.core.score.ScoreModel;

/**
 * The probability flow: the deterministic reverse process, which carries the density along.
 *
 * <p>With the score s at noise level tau: {@code d phi / d tau = -s/2} and {@code d log q / d tau =
 * div s / 2}, from the prior at T down to 0 (Song et al., arXiv 2011.13456, equations 13 and 39,
 * for the variance-exploding diffusion). The divergence is the analytic one of the model, so log q
 * carries no noise; it is the density of the exact flow up to the error of the integrator.
 *
 * <p>Runge-Kutta of order 4 steps in the index of the ladder by two levels, with its midpoint on
 * the level between: N must be even and the ladder smooth; 2N evaluations a sample, and an error of
 * log q that falls as N^-4. Heun (2N evaluations) and Euler (N) step in tau from level to level and
 * take any ladder.
 */
public final class ProbabilityFlow implements ReverseSampler {
  /** The name in pipeline files and footers. */
  public static final String NAME = "flow";

  private static final long serialVersionUID = 1L;

  /** How the flow is integrated. */
  public enum Integrator {
    /** Classical Runge-Kutta of order 4. */
    RK4,
    /** Heun's method, order 2. */
    HEUN,
    /** Euler's method, order 1. */
    EULER
  }

  private final ScoreModel model;
  private final Prior prior;
  private final Action action;
  private final Integrator integrator;

  private transient FlowFields state;
  private transient double[] fields;
  private transient double[] density;
  private transient double[] laplacian;

  /**
   * Creates the sampler.
   *
   * @param model the score
   * @param prior the distribution at the upper end of the model's ladder
   * @param action the target, for the log weights
   * @param integrator how the flow is integrated
   * @throws IllegalArgumentException if the lattices differ or the ladder does not suit the
   *     integrator
   */
  public ProbabilityFlow(ScoreModel model, Prior prior, Action action, Integrator integrator) {
    SamplerChecks.sameLattice(model, prior, action);
    requireSuited(integrator, model.ladder().levels(), model.ladder().isSmooth());
    this.model = model.newEvaluator();
    this.prior = prior.newEvaluator();
    this.action = action;
    this.integrator = integrator;
  }

  /**
   * Refuses an integrator that cannot step over the levels of a ladder.
   *
   * @param levels number of levels above the clean one
   * @param smooth see {@link org.fieldbeam.core.schedule.TimeLadder#isSmooth}
   * @throws IllegalArgumentException if it cannot
   */
  public static void requireSuited(Integrator integrator, int levels, boolean smooth) {
    if (integrator == Integrator.RK4 && (levels % 2 != 0 || !smooth)) {
      throw new IllegalArgumentException(
          "rk4 steps over two levels at a time and needs an even number of levels on a smooth"
              + " ladder; the model has "
              + levels
              + (smooth ? "" : " on a geometric ladder, which jumps from the clean level")
              + ". Take "
              + (levels + levels % 2)
              + " levels on a shiftedGeometric, edm or uniform ladder, or heun or euler");
    }
  }

  /** Number of levels that an integrator steps over at a time. */
  public static int stride(Integrator integrator) {
    return integrator == Integrator.RK4 ? 2 : 1;
  }

  @Override
  public FieldLayout layout() {
    return FieldLayout.scalar(model.lattice());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    TreeMap<String, Object> map = new TreeMap<>();
    map.put("integrator", integrator.name().toLowerCase(Locale.ROOT));
    map.put("levels", model.ladder().levels());
    return Collections.unmodifiableSortedMap(map);
  }

  @Override
  public ReverseSampler newSampler() {
    return new ProbabilityFlow(model, prior, action, integrator);
  }

  @Override
  public void sample(
      long seed,
      String purpose,
      long firstIndex,
      int batch,
      double[] phi,
      double[] logQ,
      double[] logWeight) {
    int volume = model.lattice().volume();
    SamplerChecks.outputs(volume, batch, phi, logQ, logWeight);
    SampleBlocks.run(
        model.lattice(),
        batch,
        (from, size) -> {
          begin(seed, purpose, firstIndex + from, size);
          flowDown(size, firstIndex + from);
          state.store(fields, size, 0, size);
          action.action(fields, size, laplacian);
          for (int b = 0; b < size; b++) {
            logWeight[from + b] = -laplacian[b] - density[b];
          }
          SamplerChecks.finite(laplacian, size, firstIndex + from, 0);
          SampleBlocks.scatter(fields, size, phi, batch, from, volume);
          if (logQ != null) {
            System.arraycopy(density, 0, logQ, from, size);
          }
        });
  }

  /** Draws the fields of a block from the prior and loads them; density holds their log density. */
  private void begin(long seed, String purpose, long firstIndex, int size) {
    allocate(size);
    StreamKey key = Streams.key(seed, purpose);
    RandomStream[] streams = new RandomStream[size];
    for (int b = 0; b < size; b++) {
      streams[b] = key.stream(firstIndex + b, 0);
    }
    prior.sample(streams, size, fields, density);
    SamplerChecks.finite(density, size, firstIndex, model.ladder().levels());
    state.load(fields, size, 0, size);
  }

  /** The levels at which the steps of the flow end, from the prior's down to 0. */
  public int[] stops() {
    int levels = model.ladder().levels();
    return IntStream.rangeClosed(0, levels / stride()).map(i -> levels - i * stride()).toArray();
  }

  /** The variance of the noise at each of the {@link #stops}. */
  public double[] stopVariances() {
    return IntStream.of(stops()).mapToDouble(model.ladder()::tau).toArray();
  }

  /** The largest number of configurations of a {@link #trajectory}. */
  public int trajectorySize() {
    return SampleBlocks.size(model.lattice());
  }

  /**
   * What {@link #sample} goes through: the fields of a few configurations at all {@link #stops}.
   *
   * @param seed seed of the run
   * @param purpose what the numbers are for
   * @param firstIndex index of the first configuration
   * @param count number of configurations, a handful: at most those that are worked on together
   * @return one array per stop, index {@code site * count + b}; the last one is what {@code sample}
   *     returns for these configurations
   * @throws ArithmeticException if a trajectory ran away
   */
  public List<double[]> trajectory(long seed, String purpose, long firstIndex, int count) {
    int most = trajectorySize();
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(
          "Trajectory of " + count + " configurations; give 1 to " + most);
    }
    begin(seed, purpose, firstIndex, count);
    List<double[]> trajectory = new ArrayList<>();
    trajectory.add(fields.clone());
    for (int level = model.ladder().levels(); level > 0; level -= stride()) {
      step(level, level - stride());
      state.store(fields, count, 0, count);
      trajectory.add(fields.clone());
    }
    SamplerChecks.finite(density, count, firstIndex, 0);
    return trajectory;
  }

  /**
   * Runs the flow upwards from given clean fields to the prior and returns log q of each: the
   * density that the sampler would give it. Held-out configurations of a Markov chain sent through
   * it show whether the proposals cover the target (reverse check).
   *
   * @param phi clean fields, index {@code site * batch + b}; replaced by the fields at the prior
   * @param batch number of configurations
   * @param logQ receives log q; NaN or infinite where the flow ran away, which is a finding and not
   *     an error here
   */
  public void logDensity(double[] phi, int batch, double[] logQ) {
    int volume = model.lattice().volume();
    SamplerChecks.outputs(volume, batch, phi, null, logQ);
    SampleBlocks.run(
        model.lattice(),
        batch,
        (from, size) -> {
          allocate(size);
          state.load(phi, batch, from, size);
          Arrays.fill(density, 0);
          flowUp();
          state.store(fields, size, 0, size);
          prior.logDensity(fields, size, laplacian);
          for (int b = 0; b < size; b++) {
            logQ[from + b] = laplacian[b] - density[b];
          }
          SampleBlocks.scatter(fields, size, phi, batch, from, volume);
        });
  }

  private void allocate(int size) {
    if (state == null) {
      state = FlowFields.of(model, SampleBlocks.size(model.lattice()));
      density = new double[state.width()];
      laplacian = new double[state.width()];
    }
    if (fields == null || fields.length != model.lattice().volume() * size) {
      fields = new double[model.lattice().volume() * size];
    }
  }

  private int stride() {
    return stride(integrator);
  }

  private void flowDown(int size, long firstIndex) {
    for (int level = model.ladder().levels(); level > 0; level -= stride()) {
      step(level, level - stride());
      SamplerChecks.finite(density, size, firstIndex, level - stride());
    }
  }

  private void flowUp() {
    for (int level = 0; level < model.ladder().levels(); level += stride()) {
      step(level, level + stride());
    }
  }

  /** One step of the integrator between two levels, in either direction. */
  private void step(int from, int to) {
    TimeLadder ladder = model.ladder();
    double h = ladder.tau(to) - ladder.tau(from);
    switch (integrator) {
      case RK4 -> {
        // In the index of the ladder: h is that of an evaluation's own level.
        int middle = (from + to) / 2;
        double first = (to - from) * ladder.slope(from);
        double mid = (to - from) * ladder.slope(middle);
        double last = (to - from) * ladder.slope(to);
        slope(false, from, first / 6, true);
        state.moveStage(0.5 * first / 2);
        slope(true, middle, mid / 3, false);
        state.moveStage(0.5 * mid / 2);
        slope(true, middle, mid / 3, false);
        state.moveStage(0.5 * mid);
        slope(true, to, last / 6, false);
      }
      case HEUN -> {
        slope(false, from, h / 2, true);
        state.moveStage(0.5 * h);
        slope(true, to, h / 2, false);
      }
      case EULER -> slope(false, from, h, true);
    }
    state.finishStep();
  }

  /**
   * Adds {@code weight} times the velocity, grad S / 2, to the increments of fields and density.
   */
  private void slope(boolean atStage, int level, double weight, boolean first) {
    state.evaluate(atStage, level, laplacian);
    state.addToIncrement(0.5 * weight, first);
    for (int b = 0; b < density.length; b++) {
      density[b] -= 0.5 * weight * laplacian[b];
    }
  }
}
