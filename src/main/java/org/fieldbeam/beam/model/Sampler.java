package org.fieldbeam.beam.model;

import java.io.Serializable;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeam.beam.SampleReverse;
import org.fieldbeam.core.diffusion.PredictorCorrector;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.ReverseSampler;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.diffusion.TimeFlow;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.diffusion.TimeSde;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.score.LevelModel;
import org.fieldbeam.core.shape.CovarianceShape;

/** How {@link SampleReverse} turns a model into a sampler. */
public interface Sampler extends Serializable {

  /** Name as in pipeline files. */
  String name();

  /** Settings that were given, by name. */
  SortedMap<String, Object> parameters();

  /**
   * Refuses a model that the sampler does not suit, before the model is there.
   *
   * @param paths parts of the paths to write; 0 to write their ends
   * @throws IllegalArgumentException says why not
   */
  void requireSuited(ModelFacts model, int paths);

  /** Whether its samples bear log weights, so that they can be corrected. */
  default boolean hasWeights() {
    return true;
  }

  /**
   * The sampler of a model of levels, for one thread.
   *
   * @throws IllegalArgumentException if the model does not suit it
   */
  ReverseSampler of(LevelModel model);

  /**
   * The sampler of a model at continuous time, for one thread.
   *
   * @throws IllegalArgumentException if the model does not suit it
   */
  ReverseSampler of(TimeModel model);

  /** The settings for models at continuous time. */
  TimeSettings time();

  /** The probability flow, whose density is known. */
  static Sampler flow(FlowIntegrator integrator) {
    return new Flow(integrator, null, TimeSettings.DEFAULTS);
  }

  /** The probability flow of a model of levels, in a number of evaluations of the score. */
  static Sampler flow(FlowSteps steps) {
    return new Flow(steps.integrator(), steps.evaluations(), TimeSettings.DEFAULTS);
  }

  /** The probability flow of a model at continuous time. */
  static Sampler flow(FlowIntegrator integrator, TimeSettings time) {
    return new Flow(integrator, null, time);
  }

  /**
   * The probability flow of a model of either sort; null for settings left out.
   *
   * @param integrator that of the model, or rk4, if left out
   * @param evaluations of the score a sample, for models of levels; if left out as many as the
   *     model has been fitted for, or as its levels allow
   * @param time for models at continuous time
   * @throws IllegalArgumentException if these are no whole steps of the integrator
   */
  static Sampler flow(FlowIntegrator integrator, Integer evaluations, TimeSettings time) {
    return new Flow(integrator, evaluations, time);
  }

  /**
   * The reverse stochastic process of a model of levels.
   *
   * @param lambda strength of the noise, positive; 1 is the usual SDE
   * @param step how large the noise of a step is
   * @param siteNoise whether the noise follows the curvature of the action site by site
   * @throws IllegalArgumentException if lambda is not positive
   */
  static Sampler sde(double lambda, ReverseSde.Step step, boolean siteNoise) {
    return new Sde(lambda, step, siteNoise, TimeSettings.DEFAULTS);
  }

  /**
   * The reverse stochastic process of a model of either sort; null for settings left out.
   *
   * @param lambda strength of the noise, positive; 1 is the usual SDE
   * @param step for models of levels, see above; null for models at continuous time, whose process
   *     is integrated by Euler-Maruyama
   * @param siteNoise as {@code step}
   * @param time for models at continuous time
   * @throws IllegalArgumentException if lambda is not positive
   */
  static Sampler sde(double lambda, ReverseSde.Step step, Boolean siteNoise, TimeSettings time) {
    return new Sde(lambda, step, siteNoise, time);
  }

  /**
   * See {@link #flow}.
   *
   * @param integrator null if left out
   * @param evaluations null if left out
   */
  record Flow(FlowIntegrator integrator, Integer evaluations, TimeSettings time)
      implements Sampler {
    private static final long serialVersionUID = 1L;

    /** Checks that there are whole steps. */
    public Flow {
      if (integrator != null && evaluations != null) {
        new FlowSteps(integrator, evaluations);
      }
    }

    /** The steps over the levels of a model. */
    FlowSteps steps(ModelFacts.Levels ladder) {
      FlowIntegrator chosen =
          integrator != null
              ? integrator
              : ladder.flow().map(FlowSteps::integrator).orElse(FlowIntegrator.RK4);
      if (evaluations != null) {
        return new FlowSteps(chosen, evaluations);
      }
      return ladder
          .flow()
          .filter(own -> own.integrator() == chosen)
          .orElseGet(() -> FlowSteps.finest(chosen, ladder.levels()));
    }

    @Override
    public String name() {
      return "flow";
    }

    @Override
    public SortedMap<String, Object> parameters() {
      TreeMap<String, Object> map = new TreeMap<>(time.given());
      if (integrator != null) {
        map.put("integrator", integrator.name());
      }
      if (evaluations != null) {
        map.put("evaluations", evaluations);
      }
      return map;
    }

    @Override
    public void requireSuited(ModelFacts model, int paths) {
      if (model instanceof ModelFacts.InTime inTime) {
        refuseInTime();
        time.requireSuited(inTime, paths);
      } else if (model instanceof ModelFacts.Levels ladder) {
        time.refuseForLevels();
        FlowSteps steps = steps(ladder);
        ProbabilityFlow.requireSuited(steps, ladder.levels(), ladder.smooth());
        TimeSettings.requireParts(paths, steps.steps());
        if (paths > 0 && ladder.end().isPresent() && !(ladder.end().getAsDouble() > 1)) {
          throw new IllegalArgumentException(
              "paths are written as those of a variance-exploding process, whose noise ends above"
                  + " 1; the ladder of the model ends at T = "
                  + ladder.end().getAsDouble());
        }
      }
    }

    private void refuseInTime() {
      TimeSettings.refuse(
          Stream.of("evaluations").filter(key -> parameters().containsKey(key)),
          "at continuous time",
          "of levels");
    }

    @Override
    public ReverseSampler of(LevelModel model) {
      time.refuseForLevels();
      return new ProbabilityFlow(
          model.score(), model.prior(), model.action(), steps(ModelFacts.Levels.of(model)));
    }

    @Override
    public ReverseSampler of(TimeModel model) {
      refuseInTime();
      return new TimeFlow(
          model.score(),
          model.prior(time.priorKind(model)),
          model.action().orElse(null),
          time.grid(model),
          integrator == null ? FlowIntegrator.RK4 : integrator,
          time.startKey());
    }
  }

  /**
   * See {@link #sde}.
   *
   * @param step null if left out
   * @param siteNoise null if left out
   */
  record Sde(double lambda, ReverseSde.Step step, Boolean siteNoise, TimeSettings time)
      implements Sampler {
    private static final long serialVersionUID = 1L;

    /** Checks lambda. */
    public Sde {
      if (!(lambda > 0) || Double.isInfinite(lambda)) {
        throw new IllegalArgumentException(
            "lambda is " + lambda + "; it must be positive; for 0 use the flow");
      }
    }

    @Override
    public String name() {
      return ReverseSde.NAME;
    }

    @Override
    public SortedMap<String, Object> parameters() {
      TreeMap<String, Object> map = new TreeMap<>(time.given());
      map.put("lambda", lambda);
      map.put("step", step);
      map.put("siteNoise", siteNoise);
      map.values().removeIf(Objects::isNull);
      return map;
    }

    @Override
    public void requireSuited(ModelFacts model, int paths) {
      if (model instanceof ModelFacts.InTime inTime) {
        refuseInTime();
        time.requireSuited(inTime, paths);
      } else if (model instanceof ModelFacts.Levels levels) {
        time.refuseForLevels();
        requireIsotropic(levels.shape());
        if (paths > 0) {
          throw new IllegalArgumentException(
              "paths of a model of levels are written by the sampler flow, not by " + name());
        }
      }
    }

    private static void requireIsotropic(CovarianceShape shape) {
      if (!shape.isIsotropic()) {
        throw new IllegalArgumentException(
            "the sampler sde adds isotropic noise, and that of the model has the covariance "
                + shape.name()
                + shape.parameters()
                + "; use flow");
      }
    }

    private void refuseInTime() {
      TimeSettings.refuse(
          Stream.of("step", "siteNoise").filter(key -> parameters().containsKey(key)),
          "at continuous time",
          "of levels");
    }

    @Override
    public ReverseSampler of(LevelModel model) {
      time.refuseForLevels();
      requireIsotropic(model.shape());
      return new ReverseSde(
          model.score(),
          model.prior(),
          model.action(),
          lambda,
          step == null ? ReverseSde.Step.GEOMETRIC_MEAN : step,
          siteNoise == null || siteNoise);
    }

    @Override
    public ReverseSampler of(TimeModel model) {
      refuseInTime();
      return new TimeSde(
          model.score(),
          model.prior(time.priorKind(model)),
          model.action().orElse(null),
          time.grid(model),
          lambda,
          time.startKey());
    }
  }

  /**
   * The predictor-corrector of the papers, for models at continuous time.
   *
   * @param corrections Langevin steps at each time; 0 for Euler-Maruyama without noise at the end
   * @param signalToNoise their signal-to-noise ratio
   */
  record Corrected(int corrections, double signalToNoise, TimeSettings time) implements Sampler {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
      return PredictorCorrector.NAME;
    }

    @Override
    public boolean hasWeights() {
      return false;
    }

    @Override
    public SortedMap<String, Object> parameters() {
      TreeMap<String, Object> map = new TreeMap<>(time.given());
      map.put("corrections", corrections);
      map.put("signalToNoise", signalToNoise);
      return map;
    }

    @Override
    public void requireSuited(ModelFacts model, int paths) {
      if (!(model instanceof ModelFacts.InTime inTime)) {
        throw levels();
      }
      time.requireSuited(inTime, paths);
    }

    private static IllegalArgumentException levels() {
      return new IllegalArgumentException(
          "predictorCorrector is a sampler of models at continuous time, and this model knows its"
              + " score at the levels of a ladder; use flow or sde");
    }

    @Override
    public ReverseSampler of(LevelModel model) {
      throw levels();
    }

    @Override
    public ReverseSampler of(TimeModel model) {
      return new PredictorCorrector(
          model.score(),
          model.prior(time.priorKind(model)),
          model.action().orElse(null),
          time.grid(model),
          corrections,
          signalToNoise,
          time.startKey());
    }
  }
}
