package org.fieldbeam.core.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.StreamKey;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.MomentumScore;
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
 * <p>Of a {@link org.fieldbeam.core.score.MomentumScore} the flow is that of the modes {@code y_k =
 * phi_k / sqrt(C_k + tau)}: {@code dy/dtau = R / (2 sqrt(C_k + tau))}, R = grad S - phi_k / (C_k +
 * tau). What a Gaussian theory does is exact in map and density whatever the steps, and so few of
 * them do.
 *
 * <p>Of a {@link org.fieldbeam.core.score.closed.PlaquetteScore}, whose noise has a covariance
 * Sigma, it is {@code d phi / d tau = -Sigma s/2}, {@code d log q / d tau = tr(Sigma ds/dphi)/2}.
 *
 * <p>Runge-Kutta of order 4 steps in the index of the ladder, by an even number of levels, with its
 * midpoint on a level: the ladder must be smooth. It takes 4 evaluations a step, and its error of
 * log q falls as the fourth power of the steps. Heun (2 evaluations) and Euler (1) step in tau from
 * level to level and take any ladder. See {@link FlowSteps} for the levels that they need.
 */
public final class ProbabilityFlow implements ReverseSampler {
  /** The name in pipeline files and footers. */
  public static final String NAME = "flow";

  private static final long serialVersionUID = 1L;

  private final ScoreModel model;
  private final Prior prior;
  private final Action action;
  private final FlowSteps steps;

  private transient FlowWatch watch;
  private transient FlowFields state;
  private transient double[] fields;
  private transient double[] density;
  private transient double[] laplacian;

  /**
   * Creates the sampler with the finest steps that the model's levels allow.
   *
   * @param integrator how the flow is integrated
   * @throws IllegalArgumentException as the other constructor
   */
  public ProbabilityFlow(ScoreModel model, Prior prior, Action action, FlowIntegrator integrator) {
    this(model, prior, action, FlowSteps.finest(integrator, model.ladder().levels()));
  }

  /**
   * Creates the sampler.
   *
   * @param model the score
   * @param prior the distribution at the upper end of the model's ladder
   * @param action the target, for the log weights
   * @param steps how the flow is integrated
   * @throws IllegalArgumentException if the lattices differ or the ladder does not suit the steps
   */
  public ProbabilityFlow(ScoreModel model, Prior prior, Action action, FlowSteps steps) {
    SamplerChecks.sameLattice(model, prior, action);
    requireSuited(steps, model.ladder().levels(), model.ladder().isSmooth());
    this.model = model.newEvaluator();
    this.prior = prior.newEvaluator();
    this.action = action;
    this.steps = steps;
  }

  /**
   * Refuses steps that cannot be taken over the levels of a ladder.
   *
   * @param levels number of levels above the clean one
   * @param smooth see {@link org.fieldbeam.core.schedule.TimeLadder#isSmooth}
   * @throws IllegalArgumentException if they cannot
   */
  public static void requireSuited(FlowSteps steps, int levels, boolean smooth) {
    steps.stride(levels);
    if (steps.integrator() == FlowIntegrator.RK4 && !smooth) {
      throw new IllegalArgumentException(
          "rk4 needs a smooth ladder; the model has a geometric one, which jumps from the clean level."
              + " Take a shiftedGeometric, edm or uniform ladder, or heun or euler");
    }
  }

  /** The target of the log weights. */
  public Action action() {
    return action;
  }

  /** How the flow is integrated. */
  public FlowSteps steps() {
    return steps;
  }

  @Override
  public Optional<FlowSteps> flowSteps() {
    return Optional.of(steps);
  }

  @Override
  public Optional<SamplerPaths> paths() {
    return Optional.of(new FlowPaths(this));
  }

  @Override
  public FieldLayout layout() {
    return model.layout();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    TreeMap<String, Object> map = new TreeMap<>();
    map.put("evaluations", steps.evaluations());
    map.put("integrator", steps.integrator().text());
    map.put("levels", model.ladder().levels());
    return Collections.unmodifiableSortedMap(map);
  }

  @Override
  public ReverseSampler newSampler() {
    return new ProbabilityFlow(model, prior, action, steps);
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
    int volume = layout().size();
    SamplerChecks.outputs(volume, batch, phi, logQ, logWeight);
    SampleBlocks.run(
        model.lattice(),
        batch,
        (from, size) -> {
          begin(seed, purpose, firstIndex + from, size);
          flowDown(size, firstIndex + from);
          state.store(fields, size, 0, size, 0);
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
    int top = model.ladder().levels();
    SamplerChecks.finite(density, size, firstIndex, top);
    state.load(fields, size, 0, size, top);
    addToDensity(logVolumes());
  }

  /** Log of the volume that the numbers of the state lose from the top to level 0. */
  private double logVolumes() {
    return state.logVolume(model.ladder().levels()) - state.logVolume(0);
  }

  /** Of a field: it is the numbers of the state of which the steps follow the density. */
  private void addToDensity(double value) {
    for (int b = 0; b < density.length; b++) {
      density[b] += value;
    }
  }

  /**
   * Has all evaluations told to a watch, if the score is one in momentum space; null for none.
   *
   * @throws IllegalArgumentException if it is not
   */
  public void watchedBy(FlowWatch watch) {
    if (!(model instanceof MomentumScore)) {
      throw new IllegalArgumentException(
          "Probability flow: only that of a score in momentum space can be watched");
    }
    this.watch = watch;
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
      state.store(fields, count, 0, count, level - stride());
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
    int volume = layout().size();
    SamplerChecks.outputs(volume, batch, phi, null, logQ);
    SampleBlocks.run(
        model.lattice(),
        batch,
        (from, size) -> {
          allocate(size);
          state.load(phi, batch, from, size, 0);
          Arrays.fill(density, 0);
          flowUp();
          state.store(fields, size, 0, size, model.ladder().levels());
          prior.logDensity(fields, size, laplacian);
          for (int b = 0; b < size; b++) {
            logQ[from + b] = laplacian[b] - density[b] + logVolumes();
          }
          SampleBlocks.scatter(fields, size, phi, batch, from, volume);
        });
  }

  /**
   * Runs the flow down from given fields at the prior.
   *
   * @param phi fields at the highest level, index {@code site * batch + b}; replaced by those at
   *     level 0
   * @param batch number of configurations
   * @param logRatio receives log q of the ends minus the log density at the prior
   */
  public void down(double[] phi, int batch, double[] logRatio) {
    int volume = layout().size();
    SamplerChecks.outputs(volume, batch, phi, null, logRatio);
    SampleBlocks.run(
        model.lattice(),
        batch,
        (from, size) -> {
          allocate(size);
          state.load(phi, batch, from, size, model.ladder().levels());
          Arrays.fill(density, logVolumes());
          flowDown(size, from);
          state.store(fields, size, 0, size, 0);
          System.arraycopy(density, 0, logRatio, from, size);
          SampleBlocks.scatter(fields, size, phi, batch, from, volume);
        });
  }

  /** A configuration of the prior, as {@link #sample} would start from it. */
  double[] start(long seed, String purpose, long index) {
    begin(seed, purpose, index, 1);
    return fields.clone();
  }

  private void allocate(int size) {
    if (state == null) {
      state = FlowFields.of(model, SampleBlocks.size(model.lattice()));
      density = new double[state.width()];
      laplacian = new double[state.width()];
    }
    if (fields == null || fields.length != layout().size() * size) {
      fields = new double[layout().size() * size];
    }
  }

  private int stride() {
    return steps.stride(model.ladder().levels());
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
    switch (steps.integrator()) {
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
    if (watch != null && level > 0) {
      state.show(watch, atStage, level, weight);
    }
    state.addToIncrement(0.5 * weight, first);
    for (int b = 0; b < density.length; b++) {
      density[b] -= 0.5 * weight * laplacian[b];
    }
  }
}
