package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.StreamKey;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.ModeResolvedScore;
import org.fieldbeam.core.score.Prior;
import org.fieldbeam.core.score.ScoreModel;
import org.fieldbeam.core.score.operator.ModeFilter;

/**
 * The family of reverse stochastic processes {@code d phi = (1 + lambda^2)/2 s d tau + lambda dW}
 * (tau running down; Fukushima and Kamata, arXiv 2411.11297, equation 25), with exact path weights.
 *
 * <p>A step from tau to tau' moves the mean by {@code (1 + lambda^2)/2 (tau - tau') s} and adds
 * noise of a variance that the {@link Step} chooses. The log weight compares the path with a
 * forward process of the same marginals, {@code phi_tau ~ N(phi' - (1 - lambda^2)/2 (tau - tau')
 * s', lambda^2 (tau - tau'))}: {@code log w = -S(phi_0) + sum log forward - log prior - sum log
 * reverse}. Its exponential averages to the partition function at any number of levels, however
 * coarse; the number only decides how much the weights fluctuate. In a Gaussian theory with lambda
 * = 1 and {@link Step#PER_MODE} they do not fluctuate at all.
 *
 * <p>lambda = 0 is the {@link ProbabilityFlow}.
 */
public final class ReverseSde implements ReverseSampler {
  /** The name in pipeline files and footers. */
  public static final String NAME = "sde";

  private static final long serialVersionUID = 1L;

  /** Smallest noise of {@link Step#PER_MODE} as a fraction of Euler-Maruyama's. */
  private static final double NOISE_FLOOR = 0.02;

  /** Bound on the exponent of the site-dependent noise factor. */
  private static final double MAX_EXPONENT = 2;

  private static final double LOG_TWO_PI = StrictMath.log(2 * Math.PI);

  /** The variance of the noise of a step from tau to tau'. */
  public enum Step {
    /** {@code lambda^2 (tau - tau')}. */
    EULER_MARUYAMA,
    /** {@code lambda^2 (tau - tau') tau'/tau}. */
    ANCESTRAL,
    /** {@code lambda^2 (tau - tau') sqrt(tau'/tau)}, the geometric mean of the two before. */
    GEOMETRIC_MEAN,
    /**
     * {@code (tau - tau') (lambda^2 - ((1 + lambda^2)/2)^2 (tau - tau') E|s_k|^2)} for mode k,
     * which keeps the marginals of a Gaussian theory exactly; not below 0.02 of Euler-Maruyama's.
     */
    PER_MODE
  }

  private final ScoreModel model;
  private final Prior prior;
  private final Action action;
  private final double lambda;
  private final Step step;
  private final boolean siteNoise;

  private transient StepNoise[] noises;
  private transient ModeFilter modes;
  private transient double[] field;
  private transient double[] score;
  private transient double[] before;
  private transient double[] noise;
  private transient double[] curvature;
  private transient double[] logWeights;

  /**
   * Creates the sampler.
   *
   * @param model the score
   * @param prior the distribution at the upper end of the model's ladder
   * @param action the target, for the weights
   * @param lambda strength of the noise, positive; 1 is the reverse of the forward process
   * @param step variance of the noise; the last step of ANCESTRAL and GEOMETRIC_MEAN, whose formula
   *     would leave no noise and no weight, is that of PER_MODE, or of EULER_MARUYAMA for a score
   *     that is not mode-resolved
   * @param siteNoise whether the noise at a site has the factor {@code exp(-gamma (tau - tau')
   *     (U''(psi_x) - <U''>) / 2)}, {@code gamma = (1/V) sum_k W_k^2 (tau - tau') / P_k}, P_k the
   *     variance of the noise
   * @throws IllegalArgumentException if the lattices differ, lambda is not positive, or the score
   *     is not {@link ModeResolvedScore} where that is needed
   */
  public ReverseSde(
      ScoreModel model, Prior prior, Action action, double lambda, Step step, boolean siteNoise) {
    SamplerChecks.sameLattice(model, prior, action);
    model.layout().requireScalar("Sampler: the reverse SDE of a model of levels");
    if (!(lambda > 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException(
          "Reverse SDE: lambda must be positive, given "
              + lambda
              + "; for lambda = 0 use the probability flow");
    }
    if ((siteNoise || step == Step.PER_MODE) && !(model instanceof ModeResolvedScore)) {
      throw new IllegalArgumentException(
          "Reverse SDE: the step perMode and the site noise need the effective-action score; use"
              + " eulerMaruyama, ancestral or geometricMean without site noise for other scores");
    }
    this.model = model.newEvaluator();
    this.prior = prior.newEvaluator();
    this.action = action;
    this.lambda = lambda;
    this.step = step;
    this.siteNoise = siteNoise;
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
    map.put("lambda", lambda);
    map.put("levels", model.ladder().levels());
    map.put("siteNoise", siteNoise);
    map.put(
        "step",
        switch (step) {
          case EULER_MARUYAMA -> "eulerMaruyama";
          case ANCESTRAL -> "ancestral";
          case GEOMETRIC_MEAN -> "geometricMean";
          case PER_MODE -> "perMode";
        });
    return Collections.unmodifiableSortedMap(map);
  }

  @Override
  public ReverseSampler newSampler() {
    return new ReverseSde(model, prior, action, lambda, step, siteNoise);
  }

  /** The noise of the step down from one level: standard deviations and their logs. */
  private static final class StepNoise {
    /** Filter of the modes, null where all have the standard deviation {@link #uniform}. */
    double[][] filter;

    double uniform;
    double logDeterminant;

    /** {@code -gamma (tau - tau') / 2}. */
    double siteExponent;
  }

  private StepNoise planStep(int level) {
    TimeLadder ladder = model.ladder();
    double from = ladder.tau(level);
    double to = ladder.tau(level - 1);
    double plain = lambda * lambda * (from - to);
    boolean resolved = model instanceof ModeResolvedScore;
    Step kind = step;
    if (to == 0 && (step == Step.ANCESTRAL || step == Step.GEOMETRIC_MEAN)) {
      kind = resolved ? Step.PER_MODE : Step.EULER_MARUYAMA;
    }
    StepNoise plan = new StepNoise();
    double variance =
        switch (kind) {
          case ANCESTRAL -> plain * to / from;
          case GEOMETRIC_MEAN -> plain * Math.sqrt(to / from);
          case EULER_MARUYAMA, PER_MODE -> plain;
        };
    int volume = model.lattice().volume();
    plan.uniform = Math.sqrt(variance);
    plan.logDeterminant = 0.5 * volume * StrictMath.log(variance);
    if (!resolved) {
      return plan;
    }
    ModeResolvedScore modeScore = (ModeResolvedScore) model;
    MomentumOrbits orbits = modeScore.orbits();
    double[] perOrbit = new double[orbits.count()];
    Arrays.fill(perOrbit, variance);
    if (kind == Step.PER_MODE) {
      double[] curvatures = modeScore.meanSquaredScore(level);
      double drift = 0.5 * (1 + lambda * lambda) * (from - to);
      for (int o = 0; o < perOrbit.length; o++) {
        perOrbit[o] = Math.max(plain - drift * drift * curvatures[o], NOISE_FLOOR * plain);
      }
      plan.logDeterminant = 0;
      double[] root = new double[perOrbit.length];
      for (int o = 0; o < perOrbit.length; o++) {
        root[o] = Math.sqrt(perOrbit[o]);
        plan.logDeterminant += 0.5 * orbits.multiplicity(o) * StrictMath.log(perOrbit[o]);
      }
      plan.filter = modes.prepare(root);
    }
    if (siteNoise) {
      double[] wiener = modeScore.wienerFilter(level);
      double gamma = 0;
      for (int o = 0; o < perOrbit.length; o++) {
        gamma += orbits.multiplicity(o) * wiener[o] * wiener[o] * (from - to) / perOrbit[o];
      }
      plan.siteExponent = -0.5 * gamma / volume * (from - to);
    }
    return plan;
  }

  private void plan() {
    if (noises == null) {
      if (model instanceof ModeResolvedScore resolved) {
        modes = new ModeFilter(resolved.orbits());
      }
      noises = new StepNoise[model.ladder().levels() + 1];
      for (int level = 1; level < noises.length; level++) {
        noises[level] = planStep(level);
      }
    }
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
    plan();
    StreamKey key = Streams.key(seed, purpose);
    SampleBlocks.run(
        model.lattice(),
        batch,
        (from, size) -> {
          allocate(volume * size, size);
          RandomStream[] streams = new RandomStream[size];
          for (int b = 0; b < size; b++) {
            streams[b] = key.stream(firstIndex + from + b, 0);
          }
          run(streams, size, firstIndex + from);
          SampleBlocks.scatter(field, size, phi, batch, from, volume);
          System.arraycopy(logWeights, 0, logWeight, from, size);
        });
    if (logQ != null) {
      Arrays.fill(logQ, 0, batch, Double.NaN);
    }
  }

  private void run(RandomStream[] streams, int size, long firstIndex) {
    TimeLadder ladder = model.ladder();
    double[] terms = new double[size];
    prior.sample(streams, size, field, terms);
    for (int b = 0; b < size; b++) {
      logWeights[b] = -terms[b];
    }
    SamplerChecks.finite(logWeights, size, firstIndex, ladder.levels());
    double down = 0.5 * (1 + lambda * lambda);
    double up = 0.5 * (1 - lambda * lambda);
    model.evaluate(field, size, ladder.levels(), score, null);
    for (int level = ladder.levels(); level > 0; level--) {
      double dTau = ladder.tau(level) - ladder.tau(level - 1);
      System.arraycopy(field, 0, before, 0, field.length);
      reverseStep(streams, size, level, down * dTau);
      if (level > 1 || up != 0) {
        model.evaluate(field, size, level - 1, score, null);
      }
      forwardWeight(size, lambda * lambda * dTau, up * dTau);
      SamplerChecks.finite(logWeights, size, firstIndex, level - 1);
    }
    action.action(field, size, terms);
    for (int b = 0; b < size; b++) {
      logWeights[b] -= terms[b];
    }
    SamplerChecks.finite(logWeights, size, firstIndex, 0);
  }

  /** Moves the fields a level down and takes the log density of the step off the weights. */
  private void reverseStep(RandomStream[] streams, int size, int level, double drift) {
    StepNoise plan = noises[level];
    int volume = model.lattice().volume();
    for (int b = 0; b < size; b++) {
      streams[b].gaussians(noise, b, size, volume);
      logWeights[b] += plan.logDeterminant + 0.5 * volume * LOG_TWO_PI;
    }
    for (int x = 0; x < volume; x++) {
      for (int b = 0; b < size; b++) {
        double z = noise[x * size + b];
        logWeights[b] += 0.5 * z * z;
      }
    }
    double scale = plan.uniform;
    if (plan.filter != null) {
      modes.apply(noise, size, plan.filter, noise);
      scale = 1;
    }
    if (siteNoise) {
      ((ModeResolvedScore) model).excessCurvature(field, size, level, curvature);
      for (int x = 0; x < volume; x++) {
        for (int b = 0; b < size; b++) {
          double exponent = plan.siteExponent * curvature[x * size + b];
          exponent = Math.max(-MAX_EXPONENT, Math.min(MAX_EXPONENT, exponent));
          noise[x * size + b] *= StrictMath.exp(exponent);
          logWeights[b] += exponent;
        }
      }
    }
    for (int n = 0; n < field.length; n++) {
      field[n] += drift * score[n] + scale * noise[n];
    }
  }

  /** Adds the log density of the forward step from the new fields back to the old ones. */
  private void forwardWeight(int size, double variance, double drift) {
    int volume = model.lattice().volume();
    double constant = -0.5 * volume * (LOG_TWO_PI + StrictMath.log(variance));
    double weight = -0.5 / variance;
    for (int b = 0; b < size; b++) {
      logWeights[b] += constant;
    }
    for (int x = 0; x < volume; x++) {
      for (int b = 0; b < size; b++) {
        int n = x * size + b;
        double moved = before[n] - field[n];
        if (drift != 0) {
          moved += drift * score[n];
        }
        logWeights[b] += weight * moved * moved;
      }
    }
  }

  private void allocate(int length, int size) {
    if (field == null || field.length != length) {
      field = new double[length];
      score = new double[length];
      before = new double[length];
      noise = new double[length];
      curvature = siteNoise ? new double[length] : null;
      logWeights = new double[size];
    }
  }
}
