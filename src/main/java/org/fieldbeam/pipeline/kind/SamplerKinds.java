package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.regex.Pattern;
import org.fieldbeam.beam.model.Sampler;
import org.fieldbeam.beam.model.TimeSettings;
import org.fieldbeam.core.diffusion.PredictorCorrector;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.diffusion.ReverseSde;
import org.fieldbeam.core.diffusion.TimeModel.PriorKind;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.grammar.Alternatives;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/** The samplers; all take the same settings of a model at continuous time. */
final class SamplerKinds {
  private SamplerKinds() {}

  /** How flows are integrated. */
  static final Alternatives<FlowIntegrator> INTEGRATORS =
      Alternatives.of("rk4", "Classical Runge-Kutta; an even number of levels.", FlowIntegrator.RK4)
          .or("heun", "Heun.", FlowIntegrator.HEUN)
          .or("euler", "Euler.", FlowIntegrator.EULER);

  private static final Key STEPS =
      optional(
          "steps",
          new Whole(1, 1_000_000),
          "Equal steps of time, of a model at continuous time; 1000 if left out.");
  private static final Key END =
      optional(
          "end",
          new Real(0, true, 1, false),
          "Last time, of a model at continuous time; if left out 0.01, or the first that the model"
              + " knows.");
  private static final Alternatives<PriorKind> PRIORS =
      Alternatives.of(
              "matched", "N(0, alpha^2 <phi^2> + sigma^2) at the last time.", PriorKind.MATCHED)
          .or(
              "noise",
              "N(0, sigma^2) at the last time, as in the papers; of angles wound around the circle,"
                  + " for data near 0 only.",
              PriorKind.NOISE)
          .or("uniform", "Angles uniform on the circle.", PriorKind.UNIFORM);
  private static final Key PRIOR =
      optional(
          "prior",
          PRIORS.choice(),
          "What x_T is drawn from, of a model at continuous time; if left out matched, or noise for a"
              + " model that does not say <phi^2>, as an imported one, or uniform for angles.");
  private static final Key START_KEY =
      optional(
          "startKey",
          new Text("1 to 64 letters, digits, - _ .", Pattern.compile("[A-Za-z0-9_.-]{1,64}")),
          "Name of the random numbers of x_T: samplers with the same one start alike. Of a model at"
              + " continuous time; numbers of its own if left out.");

  /** The sampler {@code flow}. */
  @AutoService(SamplerKind.class)
  public static final class FlowKind implements SamplerKind {

    @Override
    public About about() {
      return About.of(
              ProbabilityFlow.NAME,
              "Probability-flow ODE with log q. The divergence is exact: in closed form for the models"
                  + " exact, effectiveAction and equivariant, by one backward pass a value for other"
                  + " networks. It is not estimated by random probes: the law of weights with a noisy"
                  + " log q is another one.",
              Fields.of(
                  optional(
                      "integrator",
                      INTEGRATORS.choice(),
                      "Integrator; if left out that of the model, or rk4."),
                  optional(
                      "evaluations",
                      new Whole(1, 1_000_000),
                      "Evaluations of the score a configuration, of a model of levels: 4 a step of rk4, 2 of"
                          + " heun, 1 of euler. All levels that the steps look at must have been fitted. If"
                          + " left out as many as the model has been trained for, or as its levels allow."),
                  STEPS,
                  END,
                  PRIOR,
                  START_KEY))
          .withFormula("dx/dt = f x - g^2 s/2, d log q/dt = -div(dx/dt)")
          .withSource("Song et al., arXiv 2011.13456, eqs. 13 and 39");
    }

    @Override
    public Sampler sampler(Value parameters) {
      return Sampler.flow(
          parameters.find("integrator").map(INTEGRATORS::meaning).orElse(null),
          parameters.find("evaluations").map(Value::integer).orElse(null),
          time(parameters));
    }
  }

  /** The sampler {@code sde}. */
  @AutoService(SamplerKind.class)
  public static final class SdeKind implements SamplerKind {
    private static final Alternatives<ReverseSde.Step> STEP_KINDS =
        Alternatives.of(
                "geometricMean", "Geometric mean of the other two.", ReverseSde.Step.GEOMETRIC_MEAN)
            .or("ancestral", "Ancestral step.", ReverseSde.Step.ANCESTRAL)
            .or("eulerMaruyama", "Euler-Maruyama.", ReverseSde.Step.EULER_MARUYAMA)
            .or("perMode", "Exact for each mode of a Gaussian theory.", ReverseSde.Step.PER_MODE);

    @Override
    public About about() {
      return About.of(
              ReverseSde.NAME,
              "Reverse SDE with path-space log weights.",
              Fields.of(
                  withDefault("lambda", Real.positive(), "1", "Noise strength."),
                  optional(
                      "step",
                      STEP_KINDS.choice(),
                      "Noise variance of a step, of a model of levels; geometricMean if left out."),
                  optional(
                      "siteNoise",
                      new Type.Flag(),
                      "Site-dependent factor on the noise, of a model of levels; true if left out."),
                  STEPS,
                  END,
                  PRIOR,
                  START_KEY))
          .withFormula("dx = [f x - (1 + lambda^2)/2 g^2 s] dt + lambda g dW, backwards in t")
          .withSource(
              "Anderson, Stoch. Proc. Appl. 12 (1982) 313; Fukushima and Kamata, arXiv 2411.11297, eq. 25");
    }

    @Override
    public Sampler sampler(Value parameters) {
      return Sampler.sde(
          parameters.get("lambda").real(),
          parameters.find("step").map(STEP_KINDS::meaning).orElse(null),
          parameters.find("siteNoise").map(Value::flag).orElse(null),
          time(parameters));
    }
  }

  /** The sampler {@code predictorCorrector}. */
  @AutoService(SamplerKind.class)
  public static final class CorrectedKind implements SamplerKind {
    @Override
    public About about() {
      return About.of(
              PredictorCorrector.NAME,
              "Reverse SDE as in the papers: Langevin steps with the score at each time, then a step of"
                  + " Euler-Maruyama, the last without noise. Of models at continuous time; there are"
                  + " no log weights, which sde has. What steps of MALA with the action itself mend"
                  + " afterwards is local: generate with start from these samples and hmc of one step.",
              Fields.of(
                  withDefault(
                      "corrections",
                      new Whole(0, 1000),
                      "1",
                      "Langevin steps at each time; 0 for Euler-Maruyama alone."),
                  withDefault(
                      "signalToNoise",
                      new Real(0, false, 10, true),
                      "0.16",
                      "r: the steps are 2 (r |z| / |s|)^2 long."),
                  STEPS,
                  END,
                  PRIOR,
                  START_KEY))
          .withSource("Song et al., arXiv 2011.13456; Wang, Aarts and Zhou, arXiv 2309.17082");
    }

    @Override
    public Sampler sampler(Value parameters) {
      return new Sampler.Corrected(
          parameters.get("corrections").integer(),
          parameters.get("signalToNoise").real(),
          time(parameters));
    }
  }

  private static TimeSettings time(Value body) {
    return new TimeSettings(
        body.find("steps").map(Value::integer).orElse(null),
        body.find("end").map(Value::real).orElse(null),
        body.find("prior").map(PRIORS::meaning).orElse(null),
        body.find("startKey").map(Value::text).orElse(null));
  }
}
