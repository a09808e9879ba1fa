package org.fieldbeam.beam;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.ReverseSampler;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.score.EffectiveActionModel;

/** How {@link SampleReverse} turns a model into a sampler. */
public interface Sampler extends Serializable {

  /** Name as in pipeline files. */
  String name();

  /** Settings by name, for files. */
  SortedMap<String, Object> parameters();

  /**
   * The sampler of a model, for one thread.
   *
   * @throws IllegalArgumentException if the model does not suit it
   */
  ReverseSampler of(EffectiveActionModel model);

  /** The probability flow, whose density is known. */
  static Sampler flow(ProbabilityFlow.Integrator integrator) {
    return new Flow(integrator);
  }

  /**
   * The reverse stochastic process.
   *
   * @param lambda strength of the noise, positive; 1 is the usual SDE
   * @param step how large the noise of a step is
   * @param siteNoise whether the noise follows the curvature of the action site by site
   * @throws IllegalArgumentException if lambda is not positive
   */
  static Sampler sde(double lambda, ReverseSde.Step step, boolean siteNoise) {
    return new Sde(lambda, step, siteNoise);
  }

  /** See {@link #flow}. */
  record Flow(ProbabilityFlow.Integrator integrator) implements Sampler {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
      return "flow";
    }

    @Override
    public SortedMap<String, Object> parameters() {
      return new TreeMap<>(Map.of("integrator", integrator.name()));
    }

    @Override
    public ReverseSampler of(EffectiveActionModel model) {
      return new ProbabilityFlow(model.score(), model.prior(), model.action(), integrator);
    }
  }

  /** See {@link #sde}. */
  record Sde(double lambda, ReverseSde.Step step, boolean siteNoise) implements Sampler {
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
      return "sde";
    }

    @Override
    public SortedMap<String, Object> parameters() {
      return new TreeMap<>(Map.of("lambda", lambda, "step", step.name(), "siteNoise", siteNoise));
    }

    @Override
    public ReverseSampler of(EffectiveActionModel model) {
      return new ReverseSde(model.score(), model.prior(), model.action(), lambda, step, siteNoise);
    }
  }
}
