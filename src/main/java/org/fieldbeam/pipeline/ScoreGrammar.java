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
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Type.WordOr;

/**
 * The keys of noise schedules, score models and samplers in a pipeline file: part of {@link
 * PipelineGrammar}.
 */
final class ScoreGrammar {
  private ScoreGrammar() {}

  private static final Type OPERATOR =
      new Text(
          "an operator: f4, f6, f8, f10, f12 (local powers), a pair of powers and a kernel such as"
              + " 33G, 13G, 22G2, 24G2, 33N (non-local), cos1, cos2, cos3 (zero mode)",
          Pattern.compile("f(4|6|8|10|12)|[1-9][1-9](G[23]?|N|D|W)|cos[1-9]"));

  private static final Type COUNT = new Whole(1, Integer.MAX_VALUE);

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

  static final Choice MODEL =
      Choice.of(
          new Option(
              "effectiveAction",
              Fields.of(
                  withDefault("levels", new Whole(2, 10_000), "20", "Number of noise levels."),
                  withDefault(
                      "ladder",
                      ladder(
                          "Equal steps of tau.",
                          withDefault(
                              "T",
                              new WordOr("auto", new Real(0, false, 1e12, true)),
                              "auto",
                              "Largest tau; auto: 4 (C + a), C the spectrum at the lowest non-zero momentum.")),
                      "shiftedGeometric",
                      "Spacing of the levels."),
                  withDefault(
                      "operators",
                      new Items(OPERATOR, 0, 200, false),
                      "[f4, f6, f8, 33G, 22G2, cos1, cos2, cos3]",
                      "Operators beside the bilinears and the zero-mode prior."),
                  withDefault(
                      "target",
                      Choice.of(
                          Option.word("mixed", "W grad S + (1 - W) z / sqrt(tau)."),
                          Option.word("denoising", "z / sqrt(tau).")),
                      "mixed",
                      "What the fit regresses on."),
                  withDefault(
                      "action",
                      Choice.of(
                          Option.word("known", "The action that generated the ensemble."),
                          Option.word("fitted", "Fitted from the configurations alone.")),
                      "known",
                      "Where the action at noise level zero comes from."),
                  withDefault(
                      "ridge", Real.atLeast(0), "1.0e-6", "Ridge on the operator coefficients.")),
              "An explicit effective action per noise level, fitted by linear least squares."),
          new Option(
              "langevinScore",
              Fields.of(
                  withDefault(
                      "cells",
                      new Whole(8, 128),
                      "40",
                      "Cells of the splines between 0 and the end of the data.")),
              "The score of the law of Langevin trajectories at each time, for deformedLangevin: cubic"
                  + " splines by implicit score matching, from all trajectories of an ensemble of"
                  + " langevin with start: hot and thermalization: 0."),
          new Option(
              "mlp",
              Fields.of(
                  withDefault(
                      "hidden",
                      new Items(new Whole(1, 65_536), 1, 100, false),
                      "[128, 128, 128]",
                      "Units of the hidden layers."),
                  withDefault(
                      "activation",
                      Choice.of(
                          Option.word("swish", "z / (1 + exp(-z))."),
                          Option.word("tanh", "tanh z.")),
                      "swish",
                      "After each hidden layer."),
                  withDefault(
                      "loss",
                      Choice.of(
                          Option.word("denoising", "w |s + z / sigma|^2."),
                          Option.word("implicit", "2 w (|s|^2 / 2 + div s), exact divergence.")),
                      "denoising",
                      "Score matching."),
                  withDefault(
                      "weight",
                      Choice.of(
                          Option.word("noise", "w = sigma^2(t)."),
                          Option.word("diffusion", "w = g^2(t)."),
                          Option.word("network", "w = 1 / out(t)^2, out the network's factor.")),
                      "noise",
                      "Weight w(t) of the loss."),
                  withDefault(
                      "conditioning",
                      Choice.of(
                          Option.word(
                              "preconditioned",
                              "Gaussian score plus a correction of unit variance."),
                          Option.word("noise", "s = F(x, t) / sigma(t)."),
                          Option.word("plain", "s = F(x, t).")),
                      "preconditioned",
                      "How the score follows from the network F."),
                  withDefault("epochs", COUNT, "60", "Passes over the training rows."),
                  withDefault("batch", new Whole(1, 1_000_000), "500", "Rows of a step."),
                  withDefault("learningRate", new Real(0, false, 1, false), "0.003", "Of Adam."),
                  withDefault(
                      "decay",
                      Choice.of(
                          Option.word("cosine", "Half a cosine to zero."),
                          Option.word("none", "Constant.")),
                      "cosine",
                      "Course of the learning rate."),
                  withDefault(
                      "ema",
                      new Real(0, true, 1, false),
                      "0.999",
                      "Decay per step of the moving average of the parameters, which is kept."),
                  withDefault(
                      "times", new Whole(2, 1_000_000), "1000", "Number of diffusion times."),
                  withDefault(
                      "firstTime",
                      new Real(0, false, 1, false),
                      "0.01",
                      "Smallest diffusion time.")),
              "A neural net [x, t] -> dense layers, trained with PyTorch on a training dataset."));

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
