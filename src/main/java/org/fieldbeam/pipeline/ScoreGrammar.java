package org.fieldbeam.pipeline;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fieldbeam.core.schedule.ScheduleKind;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Type.Whole;

/**
 * The keys of noise schedules, score models and samplers in a pipeline file: part of {@link
 * PipelineGrammar}.
 */
final class ScoreGrammar {
  private ScoreGrammar() {}

  static Choice diffusion() {
    return ScheduleKind.all().choice();
  }

  /** Ladders in tau = sigma^2 / alpha^2; {@code common} are the keys that all kinds have. */
  static Choice ladder(String uniform, Key... common) {
    return Choice.of(
        new Option("uniform", Fields.of(common), uniform),
        new Option(
            "geometric",
            with(withDefault("first", Real.positive(), "0.01", "Lowest tau."), common),
            "Equal ratios of tau."),
        new Option(
            "shiftedGeometric",
            with(withDefault("a", Real.positive(), "0.5", "Scale of even spacing."), common),
            "tau_i = a ((1 + T/a)^(i/N) - 1)."),
        new Option(
            "edm",
            with(withDefault("sigmaMin", Real.positive(), "0.05", "Lowest sigma."), common),
            "Equal steps in sigma^(1/7) (Karras et al., arXiv 2206.00364)."));
  }

  private static Fields with(Key own, Key... common) {
    return new Fields(Stream.concat(Stream.of(own), Stream.of(common)).toList());
  }

  /** A model that needs no training. */
  static Choice exact() {
    return Choice.of(
        new Option(
            "exact",
            Fields.of(
                required("action", PhysicsGrammar.action(), "An action without hopping."),
                required("diffusion", diffusion(), "Noise schedule."),
                withDefault("lattice", PhysicsGrammar.LATTICE, "[1]", "Lattice extents.")),
            "The exact score of the noised ensemble, by quadrature."));
  }

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
  private static final Key PRIOR =
      optional(
          "prior",
          Choice.of(
              Option.word("matched", "N(0, alpha^2 <phi^2> + sigma^2) at the last time."),
              Option.word("noise", "N(0, sigma^2) at the last time, as in the papers.")),
          "What x_T is drawn from, of a model at continuous time; if left out matched, or noise for a"
              + " model that does not say <phi^2>, as an imported one.");
  private static final Key START_KEY =
      optional(
          "startKey",
          new Text("1 to 64 letters, digits, - _ .", Pattern.compile("[A-Za-z0-9_.-]{1,64}")),
          "Name of the random numbers of x_T: samplers with the same one start alike. Of a model at"
              + " continuous time; numbers of its own if left out.");

  static final Choice SAMPLER =
      Choice.of(
          new Option(
              "flow",
              Fields.of(
                  withDefault(
                      "integrator",
                      Choice.of(
                          Option.word("rk4", "Classical Runge-Kutta; an even number of levels."),
                          Option.word("heun", "Heun."),
                          Option.word("euler", "Euler.")),
                      "rk4",
                      "Integrator."),
                  STEPS,
                  END,
                  PRIOR,
                  START_KEY),
              "Probability-flow ODE with log q."),
          new Option(
              "sde",
              Fields.of(
                  withDefault("lambda", Real.positive(), "1", "Noise strength."),
                  optional(
                      "step",
                      Choice.of(
                          Option.word("geometricMean", "Geometric mean of the other two."),
                          Option.word("ancestral", "Ancestral step."),
                          Option.word("eulerMaruyama", "Euler-Maruyama."),
                          Option.word("perMode", "Exact for each mode of a Gaussian theory.")),
                      "Noise variance of a step, of a model of levels; geometricMean if left out."),
                  optional(
                      "siteNoise",
                      new Type.Flag(),
                      "Site-dependent factor on the noise, of a model of levels; true if left out."),
                  STEPS,
                  END,
                  PRIOR,
                  START_KEY),
              "Reverse SDE with path-space log weights."));
}
