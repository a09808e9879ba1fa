package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.StreamKey;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.core.score.NoisePrior;

/**
 * What the samplers of a {@link TimeScore} share: the start, the walk down the times, the weights.
 *
 * <p>The start x_T of a configuration and the noise of its path have streams of their own. Samplers
 * with the same start key (and seed and prior) start configuration i from the same x_T, whatever
 * they are called.
 *
 * <p>The fields that come out follow p at the end of the grid, not at 0. The log weights take them
 * to the target exp(-S) all the same: {@code E[exp(logWeight)] = Z}.
 *
 * <p>Angles stay in [-pi, pi): steps are taken on the real line, and the end of a step is wrapped
 * before the score, which is periodic, is asked again. The measure of the fields and of Z is then
 * that of the circle, {@code d theta} over [-pi, pi).
 */
public abstract sealed class TimeSampler implements ReverseSampler
    permits TimeFlow, TimeSde, PredictorCorrector {
  private static final long serialVersionUID = 1L;

  /** Numbers in a batch, about: models on small lattices are slow on a few fields. */
  private static final int TOGETHER = 1 << 14;

  final TimeScore score;
  final NoisePrior prior;

  /** The target, null where it is not known. */
  final Action action;

  final TimeGrid grid;

  /** Name of the random numbers of x_T, null for the sampler's own. */
  final String startKey;

  private transient double[] density;

  /** Whether density and weights of the batch are wanted. */
  private transient boolean weighs;

  TimeSampler(TimeScore score, NoisePrior prior, Action action, TimeGrid grid, String startKey) {
    if (!score.layout().equals(prior.layout())
        || (action != null && !score.layout().equals(action.layout()))) {
      throw new IllegalArgumentException(
          "Sampler: the score is for "
              + score.layout()
              + ", the prior for "
              + prior.layout()
              + " and the action for "
              + (action == null ? "none" : action.layout())
              + "; all must agree");
    }
    this.score = score.newEvaluator();
    this.prior = prior;
    this.action = action;
    this.grid = grid;
    this.startKey = startKey;
  }

  @Override
  public final FieldLayout layout() {
    return score.layout();
  }

  /** The times it walks down. */
  public final TimeGrid grid() {
    return grid;
  }

  /** The settings that all have: end, steps, those of the prior and, where it is set, startKey. */
  final SortedMap<String, Object> commonParameters() {
    TreeMap<String, Object> map = new TreeMap<>(prior.parameters());
    map.put("end", grid.end());
    map.put("steps", grid.steps());
    if (startKey != null) {
      map.put("startKey", startKey);
    }
    return map;
  }

  @Override
  public final void sample(
      long seed,
      String purpose,
      long firstIndex,
      int batch,
      double[] phi,
      double[] logQ,
      double[] logWeight) {
    paths(
        seed,
        purpose,
        firstIndex,
        batch,
        phi,
        logQ,
        logWeight,
        1,
        (step, time, fields) -> {
          // only the ends are wanted
        });
  }

  @Override
  public final int batch(int least) {
    return Math.max(least, TOGETHER / layout().size());
  }

  @Override
  public final Optional<SamplerPaths> paths() {
    return Optional.of(
        new SamplerPaths() {
          @Override
          public Optional<NoiseSchedule> schedule() {
            return Optional.empty();
          }

          @Override
          public int largestBatch() {
            return Integer.MAX_VALUE;
          }

          @Override
          public void show(
              long seed, String purpose, long firstIndex, int batch, int parts, Sink sink) {
            double[] phi = new double[layout().size() * batch];
            paths(seed, purpose, firstIndex, batch, phi, null, new double[batch], parts, sink);
          }
        });
  }

  /**
   * Draws a batch as {@link #sample} does, and shows the way.
   *
   * @param seed seed of the run
   * @param purpose what the numbers are for
   * @param firstIndex index of the first configuration
   * @param batch number of configurations
   * @param phi receives the fields at the end, index {@code value * batch + b}
   * @param logQ receives log q; filled with NaN by a sampler that knows no density; may be null
   * @param logWeight receives the log weights, NaN where no action is known or the sampler has no
   *     weights; null if neither they nor log q are wanted, which spares a flow the divergences
   * @param kept number of parts of the way, 1 to {@code grid().steps()}: the fields are shown at
   *     the start and after step {@code round(j steps / kept)} for j of 1 to {@code kept}
   * @param sink receives them
   * @throws ArithmeticException if a configuration ran away: names it and the time
   */
  public final void paths(
      long seed,
      String purpose,
      long firstIndex,
      int batch,
      double[] phi,
      double[] logQ,
      double[] logWeight,
      int kept,
      SamplerPaths.Sink sink) {
    SamplerChecks.outputs(layout().size(), batch, phi, logQ, logWeight);
    if (kept < 1 || kept > grid.steps()) {
      throw new IllegalArgumentException(
          "Paths: " + kept + " parts of a way of " + grid.steps() + " steps; give 1 to as many");
    }
    if (density == null || density.length != batch) {
      density = new double[batch];
      allocate(layout().size() * batch, batch);
    }
    String start = startKey == null ? purpose : "start/" + startKey;
    prior.sample(streams(seed, start, firstIndex, batch, 0), batch, phi, density);
    sink.at(0, grid.time(0), phi);
    begin(phi, batch, density, streams(seed, purpose, firstIndex, batch, 1));
    weighs = logWeight != null || logQ != null;
    int part = 1;
    for (int step = 1; step <= grid.steps(); step++) {
      step(phi, batch, step, density);
      if (step == Math.round((double) part * grid.steps() / kept)) {
        finite(phi, batch, firstIndex, grid.time(step));
        sink.at(step, grid.time(step), phi);
        part++;
      }
    }
    if (logQ != null) {
      if (knowsDensity()) {
        System.arraycopy(density, 0, logQ, 0, batch);
      } else {
        Arrays.fill(logQ, 0, batch, Double.NaN);
      }
    }
    if (logWeight == null) {
      return;
    }
    if (action == null || !hasWeights()) {
      Arrays.fill(logWeight, 0, batch, Double.NaN);
    } else {
      action.action(phi, batch, logWeight);
      for (int b = 0; b < batch; b++) {
        logWeight[b] = -logWeight[b] - density[b];
      }
    }
  }

  private static RandomStream[] streams(
      long seed, String purpose, long firstIndex, int batch, int part) {
    StreamKey key = Streams.key(seed, purpose);
    RandomStream[] streams = new RandomStream[batch];
    for (int b = 0; b < batch; b++) {
      streams[b] = key.stream(firstIndex + b, part);
    }
    return streams;
  }

  private void finite(double[] phi, int batch, long firstIndex, double time) {
    int size = layout().size();
    for (int x = 0; x < size; x++) {
      for (int b = 0; b < batch; b++) {
        if (!Double.isFinite(phi[x * batch + b])) {
          throw new ArithmeticException(
              "Sampler: configuration "
                  + (firstIndex + b)
                  + " ran away: its field is "
                  + phi[x * batch + b]
                  + " at t = "
                  + time
                  + ". The steps are too long for the score, or the score is bad: use more steps, a"
                  + " larger end, or train longer");
        }
      }
    }
  }

  /**
   * Brings angles back into [-pi, pi), and moves others along by the same turns, which leaves the
   * differences of the two as they are. Real numbers stay.
   *
   * @param along the others, null if there are none
   */
  final void wrap(double[] phi, int batch, double[] along) {
    if (!layout().isAngle()) {
      return;
    }
    int n = layout().size() * batch;
    for (int i = 0; i < n; i++) {
      double wrapped = Angles.wrap(phi[i]);
      if (along != null) {
        along[i] += wrapped - phi[i];
      }
      phi[i] = wrapped;
    }
  }

  /** Whether anyone wants density or weights of this batch. */
  final boolean weighs() {
    return weighs;
  }

  /** Whether the log of what {@link #step} accumulates is the density of the field itself. */
  abstract boolean knowsDensity();

  /** Makes the scratch memory for fields of a length and a batch. */
  abstract void allocate(int length, int batch);

  /** Called once at the start of a batch. */
  abstract void begin(double[] phi, int batch, double[] density, RandomStream[] noise);

  /**
   * Takes one step.
   *
   * @param phi the fields, moved from the time of {@code step - 1} to that of {@code step}
   * @param step the number of the step, from 1
   * @param density log q on the way; of a stochastic process log(reverse path / forward path)
   */
  abstract void step(double[] phi, int batch, int step, double[] density);
}
